"""The tab of the ribbon, as the customUI part Excel 2010 and later read ([MS-CUSTOMUI]), made from the declared buttons."""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import quoteattr

from xlplan.hosts.actions import BY_NAME, GROUPS, TAB, Action

NAMESPACE: Final = "http://schemas.microsoft.com/office/2009/07/customui"
CALLBACK: Final = "XlplanPress"
"""The procedure of macros/xlplan_ribbon.bas that every button calls."""
TAB_ID: Final = "xlplan"
_TAB_KEY: Final = "K"
"""Free in Japanese and English Excel, whose own tabs take A, F, H, J, L, M, N, P, R, T, W, X and Y."""


def ribbon_xml() -> str:
    """The whole part."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
        f"<customUI xmlns={quoteattr(NAMESPACE)}>",
        "  <ribbon>",
        "    <tabs>",
        f"      <tab id={quoteattr(TAB_ID)} label={quoteattr(TAB)} keytip={quoteattr(_TAB_KEY)}>",
    ]
    for number, (label, names) in enumerate(GROUPS, start=1):
        lines.append(f'        <group id="{TAB_ID}_group{number}" label={quoteattr(label)}>')
        lines += [_button(BY_NAME[name]) for name in names]
        lines.append("        </group>")
    lines += ["      </tab>", "    </tabs>", "  </ribbon>", "</customUI>"]
    return "\n".join(lines) + "\n"


def _button(action: Action) -> str:
    attributes = {
        "id": f"{TAB_ID}_{action.name}",
        "tag": action.name,
        "label": action.label,
        "imageMso": action.icon,
        "size": "large",
        "screentip": action.tip,
        "supertip": action.help,
        "keytip": action.key,
        "onAction": CALLBACK,
    }
    return "          <button " + " ".join(f"{name}={quoteattr(value)}" for name, value in attributes.items()) + "/>"

"""The page from its template, style and script: escaped, self-contained, and held to itself by a content policy."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from xlplan.findings import CannotRun
from xlplan.report.outlet import PROJECT_TEMPLATES

if TYPE_CHECKING:
    from pathlib import Path

    from xlplan.report.results import Stamp
    from xlplan.report.website.contact import Contact
    from xlplan.report.website.page import Page

PAGE: Final = "page.html"
STYLE: Final = "style.css"
SCRIPT: Final = "filter.js"
_FOLDER: Final = "website"
_ENDS: Final = re.compile(r"</\s*(style|script)|<!--", re.IGNORECASE)


class TemplateUnusable(CannotRun):
    """A template of the page cannot be used; the text is Japanese and names the file."""


def draw(page: Page, stamp: Stamp, contact: Contact, folders: Sequence[Path]) -> str:
    """The page as HTML.

    Args:
        page: what it prints.
        stamp: whose plan, as of when.
        contact: where readers turn to.
        folders: the city's own templates, each folder with a `website` folder in it; a file missing there is the
            project's.

    Raises:
        TemplateUnusable: a template does not read, asks for what there is not, or style or script would end early.
    """
    drawing = _Drawing([*folders, *PROJECT_TEMPLATES])
    style, script = drawing.text(STYLE), drawing.text(SCRIPT)
    print_style = _print_style(stamp, page)
    return drawing.page(
        page=page,
        stamp=stamp,
        contact=contact,
        csp=_policy((style, print_style), script),
        css=Markup(style),  # noqa: S704  # checked by `text` to stay inside its element
        print_css=Markup(print_style),  # noqa: S704  # every character but letters of ours is written as its number
        script=Markup(script),  # noqa: S704  # the same
    )


class _Drawing:
    """The templates, found in the first folder that has them."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._environment = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader([folder / _FOLDER for folder in folders]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )

    def text(self, name: str) -> str:
        """Style or script as written; TemplateUnusable when it would end its element."""
        text = self._source(name)
        if _ENDS.search(text):
            raise TemplateUnusable(
                f"市HPの様式「{name}」に使えない文字の並び（</style、</script、<!--）があります。取り除いてください。"
            )
        return text

    def page(self, **content: object) -> str:
        """The page; what the template writes with {{ }} is escaped."""
        try:
            return self._environment.get_template(PAGE).render(content)
        except TemplateSyntaxError as error:
            raise TemplateUnusable(
                f"市HPの様式「{PAGE}」の{error.lineno}行目を読み取れません（{error.message}）。"
                "元の様式と見比べて直してください。"
            ) from error
        except TemplateError as error:
            raise TemplateUnusable(
                f"市HPの様式「{PAGE}」に使えない項目があります（{error.message}）。元の様式と見比べて直してください。"
            ) from error

    def _source(self, name: str) -> str:
        try:
            source, _, _ = self._environment.loader.get_source(self._environment, name)  # type: ignore[union-attr]  # given above
        except TemplateNotFound as error:
            raise TemplateUnusable(f"市HPの様式「{name}」がありません。導入をやり直してください。") from error
        except UnicodeDecodeError as error:
            raise TemplateUnusable(
                f"市HPの様式「{name}」の文字コードがUTF-8ではありません。UTF-8で保存し直してください。"
            ) from error
        return source.replace("\r\n", "\n")


def _print_style(stamp: Stamp, page: Page) -> str:
    """What every printed sheet carries: whose plan, base date, digest, page."""
    head = _css_text(f"{stamp.city} {page.title}")
    foot = _css_text(f"基準日 {stamp.as_of}　台帳の指紋 {stamp.digest}")
    return (
        "@page { size: A4; margin: 16mm 14mm; font: 8pt 'BIZ UDPGothic', sans-serif; "
        f'@top-left {{ content: "{head}"; }} '
        f'@bottom-left {{ content: "{foot}"; }} '
        '@bottom-right { content: counter(page) " / " counter(pages); } }'
    )


def _css_text(text: str) -> str:
    """Text inside a CSS string, every character by its number: none can end the string or the element."""
    return "".join(f"\\{ord(letter):06x}" for letter in text)


def _policy(styles: Sequence[str], script: str) -> str:
    """Nothing but these very styles and this very script, and nothing from elsewhere."""
    allowed = " ".join(_digest(style) for style in styles)
    return f"default-src 'none'; style-src {allowed}; script-src {_digest(script)}; base-uri 'none'; form-action 'none'"


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

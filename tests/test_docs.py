"""docs/ says what the code says: generated pages are current, every message is raised somewhere and placeholders fit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from xlplan.manual import pages
from xlplan.messages import Message
from xlplan.template.handover import CALENDAR

ROOT = Path(__file__).resolve().parent.parent
SOURCE = "\n".join(
    path.read_text(encoding="utf-8") for path in (ROOT / "xlplan").rglob("*.py") if path.name != "messages.py"
)


@pytest.mark.parametrize("name", pages())
def test_generated_page_is_current(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == pages()[name], "run `make generate`"


@pytest.mark.parametrize("message", Message, ids=lambda m: m.code)
def test_message_is_used_and_has_a_code_of_its_own(message: Message) -> None:
    assert re.fullmatch(r"[A-Z]\d{3}_[A-Z_]+", message.name)
    assert message.name in SOURCE
    assert len([m for m in Message if m.code == message.code]) == 1


@pytest.mark.parametrize("message", Message, ids=lambda m: m.code)
def test_message_says_what_and_what_to_do(message: Message) -> None:
    assert message.what.endswith("。")
    assert message.remedy.endswith(("。", "}")), message.remedy


def test_every_decision_has_a_status() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert decisions
    for page in decisions:
        assert "Status: accepted" in page.read_text(encoding="utf-8"), page.name


def test_the_manual_has_the_calendar_of_the_handover_sheet_and_its_pictures() -> None:
    text = (ROOT / "docs" / "手引き.md").read_text(encoding="utf-8")
    for month in CALENDAR:
        assert f"| {month.month} | {month.what} | {month.press or '－'} | {month.where} |" in text
    pictures = re.findall(r"!\[[^]]+\]\((images/[^)]+)\)", text)
    assert [name for name in pictures if not (ROOT / "docs" / name).is_file()] == []

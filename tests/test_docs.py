"""docs/ says what the code says: generated pages are current, every message is raised somewhere and placeholders fit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wheelhouse.lock import read_lock
from xlplan.hosts.actions import ACTIONS
from xlplan.hosts.functions.offering import OFFERED
from xlplan.manual import pages
from xlplan.messages import Message
from xlplan.template.handover import CALENDAR
from xlplan.windows_checklist import BUTTONS

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


def test_the_checklist_has_a_row_for_every_button_and_function() -> None:
    text = pages()["windows-checklist.md"]
    assert set(BUTTONS) == {action.name for action in ACTIONS}
    for words in [*(f"| □ | {a.label} | {a.key} |" for a in ACTIONS), *(f"| □ | `{name}` |" for name in OFFERED)]:
        assert text.count(words) == 1, words


@pytest.mark.parametrize("lock", ["run.txt", "server.txt", "cluster.txt"])
def test_every_package_that_is_distributed_is_named_with_its_licence(lock: str) -> None:
    rows = re.findall(
        r"^\| (.+?) \| (.+?) \|", (ROOT / "docs" / "licences.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    named = {name.strip("* ") for cells in rows for cell in cells for name in cell.split(",")}
    locked = {entry.name for entry in read_lock(ROOT / "requirements" / lock)}
    assert locked - named == set()


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda page: page.name
)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


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

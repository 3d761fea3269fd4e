"""Native formulas that tell an officer what is still missing. They help while typing and are never read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlplan.choices import SCHEDULE_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlplan.form.cells import Columns

MISSING = "未記入"
OPTIONAL = "任意"
DONE = "✓"
ASK = "ください"
"""How every message of the check column that wants something ends."""


class RowRefs:
    """References to the cells of one row; `at` counts from 0."""

    def __init__(self, columns: Columns, at: int) -> None:
        self.columns = columns
        self.at = at

    def __getitem__(self, name: str) -> str:
        return f"${self.columns.letter(name)}{self.at + 1}"

    def year(self, fy: int) -> str:
        """The cell of a past year, "" when the form has none."""
        return self[str(fy)] if fy in self.columns.past else ""


def missing_count(columns: Columns) -> str:
    """「未記入 あと 5 か所」 from the check column."""
    letter = columns.letter("check")
    area = f"${letter}$8:${letter}$1000"
    count = f'(COUNTIF({area},"{MISSING}")+COUNTIF({area},"*{ASK}"))'
    return f'=IF({count}=0,"{DONE} すべて記入されています","未記入 あと "&{count}&" か所")'


def meaning(columns: Columns, at: int) -> str:
    """S, A, B in words."""
    answer = RowRefs(columns, at)["answer"]
    inner = '""'
    for letter, word in reversed(SCHEDULE_WORDS.items()):
        inner = f'IF({answer}="{letter}","{word}",{inner})'
    return f"={inner}"


def program_check(columns: Columns, at: int) -> str:
    """A program is complete with S or A, or with B and both explanations."""
    ref = RowRefs(columns, at)
    explained = _explained(ref, f'{ref["answer"]}="B"')
    return f'=IF({ref["answer"]}="","{MISSING}",{explained})'


def action_check(columns: Columns, at: int, *, required: bool) -> str:
    """A work item is complete with its state; 中止 needs a reason."""
    ref = RowRefs(columns, at)
    blank = MISSING if required else OPTIONAL
    reason = f'IF(AND({ref["answer"]}="中止",{ref["note"]}=""),"理由を備考に書いて{ASK}","{DONE}")'
    return f'=IF({ref["answer"]}="","{blank}",{reason})'


def opinion_check(columns: Columns, at: int) -> str:
    """An opinion is answered with 反映区分 and the answer's text."""
    ref = RowRefs(columns, at)
    text = f'IF({ref["cause"]}="","回答を書いて{ASK}","{DONE}")'
    return f'=IF({ref["answer"]}="",IF({ref["cause"]}="","{MISSING}","反映区分を選んで{ASK}"),{text})'


def indicator_check(ref: RowRefs, *, required: bool, needed: Sequence[str]) -> str:
    """An indicator is complete with its figure, the earlier figures its verdict needs, and explanations if off target."""
    explained = _explained(ref, off_target(ref))
    if needed:
        blanks = f"COUNTBLANK({ref[needed[0]]}:{ref[needed[-1]]})"
        explained = f'IF({blanks}>0,"過去の実績も書いて{ASK}",{explained})'
    blank = MISSING if required else OPTIONAL
    return f'=IF({ref["answer"]}="","{blank}",{explained})'


def off_target(ref: RowRefs) -> str:
    """Whether the preview shows ▲, × or ▼."""
    return "OR(" + ",".join(f'LEFT({ref["verdict"]},1)="{symbol}"' for symbol in "▲×▼") + ")"


def _explained(ref: RowRefs, when: str) -> str:
    response = f'IF({ref["response"]}="","今後の対応を書いて{ASK}","{DONE}")'
    return f'IF({when},IF({ref["cause"]}="","要因を書いて{ASK}",{response}),"{DONE}")'

"""What both scripts know of the workbooks: labels, columns, choices, thresholds."""

from __future__ import annotations

from typing import Final

FY, POINT, AT, MERGE = "平成26年度", "3月末", "2015-04-20 09:00", "20150420-090000"
PERIOD: Final = "平成26年度末"
SCALE: Final = {"万円": 10_000, "百万円": 1_000_000, "千円": 1_000}
DONE: Final = {"達成": 1, "未達成": 0}
MERGED: Final = ("実績", "進捗報告", "実施状況")
KEYS: Final = 3
"""First cells of a merged row that identify it."""
DEFAULTS: Final = {"公表可否": "公表"}
REQUIRED: Final = ["進捗区分", "状況", "実績値"]
CHOICES: Final = {
    "進捗区分": ["S", "A", "B"],
    "状況": ["未着手", "検討中", "試行", "実施中", "完了", "中止"],
    "値の根拠": ["見込", "速報", "確定", "決算", "予算"],
    "公表可否": ["公表", "非公表"],
}
NO_FIGURE: Final = ["未定", "不明", "調査中", "集計中", "なし", "－"]
KINDS: Final = ["以上", "以下"]
"""The two commonest of the seventeen kinds of target: those the scripts judge."""
SYMBOLS: Final = ("◎", "○", "△", "▲", "×", "▼", "－")
SCHEDULES: Final = ("S", "A", "B")
OVER, NEAR, SHORT = 1.1, 0.9, 0.7
RETURN_SHEETS: Final = ("回答", "管理")
HEADER: Final = 4
"""Sheet row of the master's table headers."""
UNIT: Final = 8
"""Column of the unit in a return, from 0."""
ANSWERS: Final = {
    "進捗": ("進捗報告", {"進捗区分": 7, "遅れの要因": 11, "今後の対応": 12, "取組の説明": 13, "公表可否": 14}),
    "状況": ("実施状況", {"状況": 7, "備考": 13}),
    "指標": ("実績", {"実績値": 7, "値の根拠": 9, "要因": 11, "今後の対応": 12, "備考": 13, "公表可否": 14}),
}
"""Kind of a return's row → table of the master, and its column → column of the return, from 0."""
EARLIER: Final = {"平成23年度": 4, "平成24年度": 5, "平成25年度": 6}
"""Earlier year → column of the return where its figure is asked again."""
ANSWER_COLUMNS: Final = ["table", "key", "fy", "point", "column", "new", "department", "file", "cell"]
"""One row per asked cell: where it goes, what was answered, and where it came from."""
BODIES: Final = "団体"
PROGRAMS: Final = "プログラム"
SCHEDULE_HEADERS: Final = {"S": "S 予定以上に進捗", "A": "A 予定どおりに進捗", "B": "B 予定よりも遅れている"}
UNREPORTED: Final = "未報告"
BODY_COLUMNS: Final = (
    *("番号", "団体名", "プラン名", "時期", "プログラム", *SCHEDULE_HEADERS.values(), UNREPORTED),
    *("指標", *SYMBOLS, "ファイル"),
)
"""What the scripts write of a municipality; xlplan writes more."""
PROGRAM_COLUMNS: Final = (
    *("番号", "団体名", "No.", "方針", "プログラム名", "主担当課", "再掲元", "進捗区分", "指標", *SYMBOLS),
)
"""The same of a program."""

"""The transcription in `workbook/source/` against the facts of the printed plan, and against the sentence reader.

The counts were taken from the printed plan by hand. Every indicator's printed sentence must be read to the target
that is registered for it; where it is not, the reader must say so itself and the sentence must stand in the register.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from xlplan.sentences import Reading, explain

SOURCE = Path(__file__).parent.parent / "workbook" / "source"

WITHOUT_INDICATOR = [22, 25, 29, 34, 41, 46, 47, 49, 61]
WITHOUT_TARGET_VALUE = [3, 7, 14, 15, 16, 17, 19, 23, 24, 31, 48, 51, 53, 56, 58, 59, 60]
FIGURED = {"at_least", "at_most", "within", "level_by_end", "cumulative_by_end", "completion_rate", "about"}


def _load(name: str) -> dict[str, Any]:
    with (SOURCE / f"{name}.toml").open("rb") as file:
        return tomllib.load(file, parse_float=Decimal)


PROGRAMS: dict[int, dict[str, Any]] = {
    program["no"]: program for number in range(1, 6) for program in _load(f"policy-{number}")["program"]
}
INDICATORS: dict[str, dict[str, Any]] = {
    indicator["id"]: indicator for program in PROGRAMS.values() for indicator in program.get("indicator", [])
}
OUTLINE = _load("outline")
REVISION = _load("revision")
ENTRIES: list[dict[str, Any]] = _load("register")["entry"]
REVISED = {number: row for row in REVISION["row"] for number in row["programs"]}


# ---- the shape of the plan ----


def test_there_are_62_programs_in_the_order_of_their_numbers() -> None:
    assert list(PROGRAMS) == list(range(1, 63))


@pytest.mark.parametrize(("policy", "programs"), [(1, 15), (2, 5), (3, 7), (4, 18), (5, 17)])
def test_programs_of_each_policy(policy: int, programs: int) -> None:
    assert sum(program["policy"] == policy for program in PROGRAMS.values()) == programs


@pytest.mark.parametrize(("policy", "measures"), [(1, 2), (2, 2), (3, 3), (4, 4), (5, 7)])
def test_measures_of_each_policy(policy: int, measures: int) -> None:
    listed = [row["number"] for row in OUTLINE["measure"] if row["policy"] == policy]
    used = {program["measure"] for program in PROGRAMS.values() if program["policy"] == policy}
    assert listed == list(range(1, measures + 1)) == sorted(used)


def test_first_program_of_each_measure() -> None:
    first: dict[tuple[int, int], int] = {}
    for no, program in PROGRAMS.items():
        first.setdefault((program["policy"], program["measure"]), no)
    assert list(first.values()) == [1, 12, 16, 19, 21, 23, 26, 28, 31, 39, 42, 46, 50, 52, 56, 58, 59, 62]
    assert list(first) == sorted(first)


def test_indicators() -> None:
    assert len(INDICATORS) == 72
    assert [no for no, program in PROGRAMS.items() if not program.get("indicator")] == WITHOUT_INDICATOR
    assert sum(bool(program.get("indicator")) for program in PROGRAMS.values()) == 53


def test_programs_whose_indicators_name_no_target_value() -> None:
    def no_value(indicator: dict[str, Any]) -> bool:
        return indicator["kind"] == "no_target" or not indicator["target_text"]

    found = [no for no, p in PROGRAMS.items() if p.get("indicator") and all(map(no_value, p["indicator"]))]
    assert found == WITHOUT_TARGET_VALUE


@pytest.mark.parametrize(
    ("kind", "programs"),
    [
        ("direction_only", [16, 42, 53, 54, 55]),
        ("annual_external", [32, 33]),
        ("refer_other", [28]),
        ("growth", [1, 10]),
        ("keep_previous", [11, 13]),
        ("at_most", [30]),
        ("within", [37, 38]),
        ("cumulative_by_end", [6, 27, 39, 40, 57]),
        ("level_by_end", [12, 30, 62]),
        ("completion_rate", [26, 44, 45]),
        ("milestone", [52]),
        ("about", [50]),
    ],
)
def test_programs_of_each_kind(kind: str, programs: list[int]) -> None:
    assert [no for no, p in PROGRAMS.items() if any(i["kind"] == kind for i in p.get("indicator", []))] == programs


# ---- what the plan prints in more than one place ----


def test_the_revision_table_has_49_rows_for_50_items() -> None:
    assert len(REVISION["row"]) == 49
    assert len(REVISED) == REVISION["stated"]["total"] == 50
    assert [row["programs"] for row in REVISION["row"] if len(row["programs"]) > 1] == [[27, 39]]


@pytest.mark.parametrize(
    ("category", "counted", "stated"),
    [
        ("推進担当課", 9, 9),
        ("実施内容", 34, 35),
        ("予定年度", 23, 23),
        ("効果", 19, 19),
        ("成果指標", 39, 39),
        ("年度計画", 28, 28),
    ],
)
def test_revised_categories_as_counted_and_as_stated(category: str, counted: int, stated: int) -> None:
    counts = Counter(name for row in REVISED.values() for name in row["categories"])
    assert (counts[category], REVISION["stated"]["categories"][category]) == (counted, stated)


def test_names_that_differ_between_the_three_places() -> None:
    differing = {
        no: (program["name_in_outline"], program.get("name_in_revision", ""))
        for no, program in PROGRAMS.items()
        if {program["name_in_outline"], program.get("name_in_revision", program["name"])} != {program["name"]}
        and not program.get("relisted_from")
    }
    assert differing == {
        47: ("人事考課制度等の実施", ""),
        56: ("外部委託化の推進", "外部委託化の推進"),
        57: ("指定管理者制度の推進", "指定管理制度の推進"),
        60: ("公金支払い手続きの電子化等の推進", "公金支払手続きの電子化等の推進"),
    }


def test_main_departments_that_differ_between_page_and_revision_table() -> None:
    differing = [no for no, row in REVISED.items() if row["department"] != PROGRAMS[no]["departments"][0]]
    assert differing == [21, 23]


@pytest.mark.parametrize("no", sorted(REVISED))
def test_program_repeats_its_row_of_the_revision_table(no: int) -> None:
    program = PROGRAMS[no]
    assert (program["name_in_revision"], program["department_in_revision"]) == (
        REVISED[no]["name"],
        REVISED[no]["department"],
    )


def test_programs_outside_the_revision_table_carry_no_text_from_it() -> None:
    others = [program for no, program in PROGRAMS.items() if no not in REVISED]
    assert len(others) == 12
    assert not any({"name_in_revision", "department_in_revision"} & program.keys() for program in others)


@pytest.mark.parametrize("names", [[10, 11], [36, 37, 38]])
def test_names_are_not_unique(names: list[int]) -> None:
    assert len({PROGRAMS[no]["name"] for no in names}) == 1


def test_relisted_program_and_indicator() -> None:
    assert {no: p["relisted_from"] for no, p in PROGRAMS.items() if "relisted_from" in p} == {39: 27}
    ignored = {"id", "relisted_from", "note"}
    original, copy = ({k: v for k, v in INDICATORS[i].items() if k not in ignored} for i in ("27-1", "39-1"))
    assert (INDICATORS["39-1"]["relisted_from"], copy) == ("27-1", original)


# ---- what the transcription may claim ----


@pytest.mark.parametrize("indicator", INDICATORS.values(), ids=INDICATORS.keys())
def test_indicator_is_complete(indicator: dict[str, Any]) -> None:
    no = int(indicator["id"].split("-")[0])
    revised = "成果指標" in REVISED.get(no, {"categories": []})["categories"]
    assert indicator["effective_fy"] == (2014 if revised else 2011)
    assert indicator["department"] in PROGRAMS[no]["departments"]
    assert (indicator["kind"] in FIGURED) == ("value" in indicator)
    assert ("decimals", 1) in indicator.items() or indicator.get("unit") != "％"
    registered = indicator["id"] in {entry.get("indicator") for entry in ENTRIES}
    assert indicator.get("note", "").startswith("要判断：") == registered


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=[f"No.{no}" for no in PROGRAMS])
def test_phases_claim_no_year_that_the_text_does_not_give(program: dict[str, Any]) -> None:
    items = {action["item"] for action in program["action"]}
    for lane in program["lane"]:
        assert set(lane["actions"]) <= items
        for phase in lane["phase"]:
            years = [phase[key] for key in ("from_fy", "to_fy") if key in phase]
            assert years == sorted(years)
            assert all(2011 <= year <= 2015 for year in years)
            assert phase["certainty"] != "確実" or len(years) == 2
            assert phase["certainty"] != "不明" or not years
            assert phase["certainty"] == "確実" or phase["note"]


def test_every_entry_of_the_register_offers_readings_and_adopts_one_of_them() -> None:
    assert len({entry["id"] for entry in ENTRIES}) == len(ENTRIES)
    for entry in ENTRIES:
        assert entry["adopted"] in entry["readings"]
        assert len(set(entry["readings"])) >= 2
        assert entry["question"]
        assert entry["basis"]
        indicator = INDICATORS.get(entry.get("indicator", ""))
        assert indicator is not None or entry["program"] in PROGRAMS
        if indicator and indicator["target_text"]:
            assert entry["sentence"] == indicator["target_text"]


# ---- the sentence reader reads every indicator as it is registered ----


def _printed(indicator: dict[str, Any]) -> str:
    name, target = indicator["name"], indicator["target_text"]
    if not target or "".join(name.split()) in "".join(target.split()):
        return str(target or name)
    return f"{name}：{target}"


def _registered(indicator: dict[str, Any]) -> dict[str, Any]:
    """The reading that `explain` must give, by the conventions of its JSON."""
    kind, value, direction = indicator["kind"], indicator.get("value"), indicator.get("direction")
    if kind == "no_target":
        return {"kind": kind}
    below = kind == "at_most" or (kind == "level_by_end" and direction == "down")
    high = value if below or kind == "about" else indicator.get("value_high")
    return {
        "kind": kind,
        "low": None if below else value,
        "high": high,
        "rate": indicator.get("rate"),
        "direction": direction,
        "due_fy": indicator.get("due_fy"),
        "reference": int(indicator["reference"]) if "reference" in indicator else None,
    } | ({"unit": indicator["unit"]} if kind in FIGURED else {})


def _differences(reading: Reading, indicator: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    expected = _registered(indicator)
    return {key: (getattr(reading, key), want) for key, want in expected.items() if getattr(reading, key) != want}


@pytest.mark.parametrize("indicator", INDICATORS.values(), ids=INDICATORS.keys())
def test_sentence_is_read_as_registered_or_declared_ambiguous(indicator: dict[str, Any]) -> None:
    reading = explain(_printed(indicator))
    differences = _differences(reading, indicator)
    if differences:
        assert indicator["id"] in {entry.get("indicator") for entry in ENTRIES}, differences
        assert reading.ambiguous, differences
        assert reading.reasons

"""市HP without a browser: sound markup, nothing internal, nothing executed, figures of every other report."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest

from tests.html_check import Element, read_page
from tests.published import HOSTILE, hostile_rows, outlet, public, publish
from tests.reported import SECRET, judged_book, reported_rows, results_of
from tests.returns import small_rows
from xlplan.messages import Message
from xlplan.plan import read_plan
from xlplan.report.public_sentences import counts_sentence, verdict_sentence
from xlplan.report.website import make
from xlplan.report.website.contact import mail_link, web_link
from xlplan.report.website.drawing import TemplateUnusable
from xlplan.tables import SETTINGS, TABLES
from xlplan.tables.records import SettingRow
from xlplan.validate import check_master

SET = {
    "地方公共団体コード": "132110",
    "公表担当課電話": "042-000-0000",
    "公表ページ": "https://example.lg.jp/plan/",
    "意見受付メール": "plan@example.lg.jp",
    "意見受付ページ": "https://example.lg.jp/form?id=1",
    "意見受付期間": "平成27年8月1日から8月31日まで",
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return publish(tmp_path_factory.mktemp("usual"), public(**SET))


@pytest.fixture(scope="module")
def page(files: dict[str, bytes]) -> Element:
    return read_page(files["index.html"].decode())[0]


def table(page: Element, caption: str) -> list[list[str]]:
    found = next(one for one in page.all("table") if one.children[0].text.startswith(caption))
    return [[cell.text for cell in row.children] for row in found.all("tr")]


def test_the_markup_is_sound(files: dict[str, bytes]) -> None:
    assert read_page(files["index.html"].decode())[1] == []


def test_sections_stand_in_the_citys_order(page: Element) -> None:
    assert [heading.text for heading in page.all("h2")] == [
        "このページについて",
        "進捗の概要",
        "財政効果",
        "委員会の主な意見",
        "ご意見の送り方",
        "プログラムの一覧",
        "データのダウンロード",
        "お問い合わせ",
    ]


def test_counts_on_the_page_are_those_of_every_report(page: Element) -> None:
    results = public(**SET)
    head, *rows, total = table(page, "方針別の進捗区分")
    keys = [key for key in results.total.schedule if key != "未報告" or results.total.schedule[key]]
    assert [cell.split()[0] for cell in head[1:-1]] == keys
    assert total == ["計", *(str(results.total.schedule[key]) for key in keys), str(results.total.programs)]
    for at in range(1, len(head)):
        assert sum(int(row[at]) for row in rows) == int(total[at])
    _, *rows, total = table(page, "方針別の成果指標の判定")
    counts = {row[0].split()[0]: int(row[-1]) for row in rows}
    assert counts == {symbol: count for symbol, count in results.total.symbols.items() if symbol in counts}
    assert int(total[-1]) == results.total.indicators == sum(counts.values())
    texts = [one.text for one in page.all("p")]
    assert counts_sentence(results) in texts
    assert verdict_sentence(results) in texts


def test_what_is_listed_again_is_said_once(page: Element) -> None:
    assert [one.text for one in page.all("p") if "再掲）は" in one.text] == [
        "No.39（No.27の再掲）は、元のプログラムで1回だけ数えています。"
    ]


def test_effects_carry_unit_and_basis(page: Element) -> None:
    assert table(page, "年度別の財政効果（単位：百万円）")[1:] == [["平成25年度", "61", "277", "338", "決算"]]


def test_every_program_is_two_links_away_and_says_why(page: Element) -> None:
    links = {one.attributes["href"]: one for one in page.all("a")}
    assert "#programs" in {one.attributes["href"] for nav in page.all("nav") for one in nav.all("a")}
    for article in page.all("article"):
        assert f"#{article.attributes['id']}" in links
        for indicator in (one for one in article.all("div") if one.attributes.get("class") == "indicator"):
            reasons = [row.text for row in indicator.all("div") if row.text.startswith("判定の理由")]
            assert len(reasons) == 1
            assert len(reasons[0]) > len("判定の理由 。")


def test_every_chart_has_its_words_and_a_table_beside_it(page: Element) -> None:
    for svg in page.all("svg"):
        assert svg.attributes["role"] == "img"
        assert svg.children[0].text
        assert len(svg.children[1].text) > 20
    assert len(list(page.all("svg"))) == 3


def test_no_status_is_told_by_symbol_or_colour_alone(page: Element) -> None:
    marks = [one for one in page.all("span") if one.attributes.get("class", "").startswith("mark")]
    assert marks
    assert all(re.search(r"[ぁ-ん一-龠]{2,}", one.text) for one in marks)


def test_nothing_internal_is_in_any_file(files: dict[str, bytes]) -> None:
    internal, _ = results_of(judged_book())
    assert SECRET in repr(internal)
    for name, content in files.items():
        assert SECRET.encode() not in content, name


def test_opinions_stand_with_their_answers(page: Element) -> None:
    (item,) = [one for one in page.all("li") if "夜間も開放してほしい" in one.text]
    assert "市の回答 検討します" in item.text


def test_contact_details_come_from_the_settings(files: dict[str, bytes], page: Element) -> None:
    links = {one.attributes["href"] for one in page.all("a")}
    assert {"mailto:plan@example.lg.jp", "https://example.lg.jp/form?id=1"} <= links
    assert "042-000-0000" in next(page.all("footer")).text
    memo = next(content for name, content in files.items() if "公表前の確認" in name).decode("utf-8-sig")
    assert "■ 管理シートで決まっていないこと\r\n・ありません。" in memo


def test_what_is_not_set_is_told_to_the_officer_and_not_made_up(tmp_path: Path) -> None:
    files = publish(tmp_path)
    html = files["index.html"].decode()
    assert "mailto:" not in html
    assert "電話" not in html
    memo = next(content for name, content in files.items() if "公表前の確認" in name).decode("utf-8-sig")
    for item in ("意見受付メール", "公表担当課電話", "公表ページ", "L3-06 programs.csv"):
        assert item in memo


def test_the_files_named_on_the_page_are_the_files_beside_it(files: dict[str, bytes], page: Element) -> None:
    named = [one.attributes["href"] for one in page.all("a") if "download" in one.attributes]
    assert sorted(named) == sorted(name for name in files if name != "index.html" and not name.endswith(".txt"))


def test_the_page_loads_nothing_and_runs_nothing_but_its_own(files: dict[str, bytes], page: Element) -> None:
    policy = next(one.attributes["content"] for one in page.all("meta") if "http-equiv" in one.attributes)
    html = files["index.html"].decode()
    for tag in ("style", "script"):
        for content in re.findall(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL):
            digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"url\(|@import|src=|<link|<iframe|<object", html)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> str:
    results = public(
        hostile_rows(), 意見受付ページ="javascript:alert(1)", 公表担当課=HOSTILE, 意見受付メール='a@b" onclick="x'
    )
    return publish(tmp_path_factory.mktemp("hostile"), results)["index.html"].decode()


def test_markup_typed_by_anyone_is_text(hostile: str) -> None:
    page, faults = read_page(hostile)
    assert faults == []
    assert {one.tag for one in page.all()}.isdisjoint({"img", "iframe"})
    assert len(list(page.all("script"))) == 1
    assert HOSTILE.split("\n")[0] in next(page.all("article")).text
    assert "{{ 7*7 }}" in hostile


def test_an_address_that_is_none_is_printed_without_a_link(hostile: str) -> None:
    page, _ = read_page(hostile)
    hrefs = [one.attributes["href"] for one in page.all("a")]
    assert not [href for href in hrefs if not re.fullmatch(r"#[a-z0-9-]+|[a-z]+\.(csv|json)", href)]
    assert "javascript:alert(1)" in next(one.text for one in page.all("li") if "入力フォーム" in one.text)


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "https://a b",
        "//evil",
        "https://",
        "data:text/html,x",
        " https://a.jp",
        'https://a.jp/"x',
    ],
)
def test_only_a_web_address_becomes_a_link(text: str) -> None:
    assert web_link(text) == ""
    assert web_link("https://www.city.kodaira.tokyo.jp/kurashi/023/023264.html") != ""


@pytest.mark.parametrize("text", ["", "plan", "a@b", "a@b.jp?bcc=x@y.jp", "a@b.jp,c@d.jp", "a b@c.jp"])
def test_only_one_mail_address_becomes_a_link(text: str) -> None:
    assert mail_link(text) == ""
    assert mail_link("plan@city.example.lg.jp") == "mailto:plan@city.example.lg.jp"


# ---- the city's own templates ----


def city_template(folder: Path, name: str, text: str) -> Path:
    (folder / "website").mkdir(exist_ok=True)
    (folder / "website" / name).write_text(text, encoding="utf-8")
    return folder


def test_a_citys_own_style_is_used_and_the_rest_is_the_projects(tmp_path: Path) -> None:
    city = city_template(tmp_path, "style.css", "body { color: #123456 }\r\n")
    html = publish(tmp_path / "out", public(**SET), city)["index.html"].decode()
    assert "body { color: #123456 }\n" in html
    assert read_page(html)[1] == []
    digest = base64.b64encode(hashlib.sha256(b"body { color: #123456 }\n").digest()).decode()
    assert digest in html


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("page.html", "{% for x in %}", "1行目を読み取れません"),
        ("page.html", "{{ page.nothing }}", "使えない項目があります"),
        ("page.html", "{{ page.__class__.__mro__ }}", "使えない項目があります"),
        ("style.css", "body {} </style><script>", "使えない文字の並び"),
        ("filter.js", "// <!-- ", "使えない文字の並び"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused_with_its_name(
    tmp_path: Path, name: str, text: str, reason: str
) -> None:
    city = city_template(tmp_path, name, text)
    with pytest.raises(TemplateUnusable, match=f"{name}」.*{reason}"):
        publish(tmp_path / "out", public(**SET), city)


def test_a_template_in_another_encoding_is_refused(tmp_path: Path) -> None:
    city = city_template(tmp_path, "style.css", "")
    (city / "website" / "style.css").write_bytes("/* 色 */".encode("cp932"))
    with pytest.raises(TemplateUnusable, match="UTF-8"):
        publish(tmp_path / "out", public(**SET), city)


# ---- the folder ----


def test_the_same_again_writes_nothing_and_another_is_set_aside_whole(tmp_path: Path) -> None:
    make(public(**SET), outlet(tmp_path))
    first = sorted(path.name for path in tmp_path.iterdir())
    make(public(**SET), outlet(tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == first
    make(public(**{**SET, "公表担当課電話": "042-111-1111"}), outlet(tmp_path))
    make(public(**{**SET, "公表担当課電話": "042-222-2222"}), outlet(tmp_path))
    folders = sorted(path.name for path in tmp_path.iterdir() if path.is_dir())
    assert folders == ["平成26年度末_市HP", "平成26年度末_市HP_20150424-1000_前", "平成26年度末_市HP_20150424-1000_前2"]
    assert "042-222-2222" in (tmp_path / folders[0] / "index.html").read_text(encoding="utf-8")
    assert "042-000-0000" in (tmp_path / folders[1] / "index.html").read_text(encoding="utf-8")
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".part")]


def test_check_names_what_readers_are_not_told_yet() -> None:
    def missing(**settings: str) -> list[str]:
        rows = reported_rows()
        listed = {**dict.fromkeys([*SET, "公表担当課"], ""), **settings}
        rows[SETTINGS] = [
            *small_rows()[SETTINGS],
            *(SettingRow(item=item, value=value, help="市HPに載せます。") for item, value in listed.items()),
        ]
        book = judged_book(rows)
        found = check_master(read_plan(book, TABLES), book)
        return [f.text for f in found if f.message is Message.M530_NOT_TOLD_TO_READERS]

    assert len(missing()) == 5
    assert missing(**SET) == []
    assert missing(**{**SET, "意見受付メール": ""}) == []
    assert missing(**{**SET, "公表ページ": ""}) == ["「管理」の「公表ページ」がまだ決まっていません。"]

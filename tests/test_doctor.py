"""`xlplan doctor` on Windows machines that are not here: each thing in the way is named, with what to do."""

from __future__ import annotations

import datetime as dt
import re
import socket
import struct
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.windows_machine import EXCEL_365, JAPAN, windows
from xlplan.books.locks import owner_of
from xlplan.hosts.doctor import defender, diagnose, excel, interpreter, macros, places, region, server, trust
from xlplan.hosts.doctor.checks import MACHINE_CHECKS, MASTER_CHECKS, WITHOUT_MASTER, examine, server_checks
from xlplan.hosts.doctor.machine import Machine, this_machine
from xlplan.hosts.doctor.outcome import Outcome, State
from xlplan.hosts.doctor.registry import WindowsRegistry
from xlplan.hosts.doctor.troubles import Trouble

ROOT = Path(__file__).resolve().parent.parent
MASTER = ROOT / "workbook" / "master.xlsm"
SECURITY = r"[HKEY_CURRENT_USER\Software\Microsoft\Office\16.0\Excel\Security]"
POLICY = r"[HKEY_CURRENT_USER\Software\Policies\Microsoft\Office\16.0\Excel\Security]"
ON_THE_C_DRIVE = Path("C:/行革/台帳/master.xlsm")
ON_A_SHARE = Path("//file01/行革/台帳/master.xlsm")


def trusting(path: str, *, policy: bool = False, below: int = 1, also: str = "") -> str:
    """The registry of a PC with one trusted location."""
    root = POLICY if policy else SECURITY
    escaped = path.replace("\\", "\\\\")
    return (
        f'{EXCEL_365}\n{root[:-1]}\\Trusted Locations\\Location7]\n"Path"="{escaped}"\n'
        f'"AllowSubFolders"=dword:0000000{below}\n{also}'
    )


def told(outcome: Outcome | None) -> str:
    """The code of what is in the way, "" for 良, "－" for nothing to say."""
    return "－" if outcome is None else outcome.code


# --- all together ---------------------------------------------------------------------------------------------------


def test_a_pc_with_nothing_in_the_way_asks_for_no_action(tmp_path: Path) -> None:
    python = tmp_path / "xlplan" / "python"
    python.mkdir(parents=True)
    (python / "xlwings64-0.37.8.dll").touch()
    machine = windows(env={"LOCALAPPDATA": str(tmp_path)}, executable=python / "python.exe")
    outcomes = list(examine(machine, MASTER))
    assert {one.state for one in outcomes} == {State.GOOD, State.NOTE}
    assert State.ELSEWHERE not in {one.state for one in outcomes}


def test_elsewhere_what_only_windows_tells_is_named_in_one_line() -> None:
    machine = this_machine()
    assert not machine.windows
    outcomes = list(examine(machine, MASTER))
    (line,) = [one for one in outcomes if one.state is State.ELSEWHERE]
    skipped = [check.subject for check in MACHINE_CHECKS if check.windows]
    skipped += [check.subject for check in MASTER_CHECKS if check.windows]
    assert line.text == "、".join(skipped)
    assert State.ACT not in {one.state for one in outcomes}


def test_without_a_master_the_macro_setting_itself_is_told() -> None:
    machine = windows(f'{EXCEL_365}\n{POLICY}\n"VBAWarnings"=dword:00000004')
    assert WITHOUT_MASTER.run is macros.macros_outside
    assert "D302" in [one.code for one in examine(machine, None)]


def test_what_may_not_be_read_is_said_to_be_unknown_and_the_rest_goes_on() -> None:
    rules = r"HKLM\SOFTWARE\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
    outcomes = list(examine(windows(denied=[rules]), None))
    unknown = [one for one in outcomes if one.state is State.UNKNOWN]
    assert [one.code for one in unknown] == ["D001"] * len(defender.RULES)
    assert "アクセスが拒否されました" in unknown[0].text
    assert any("文字コードは932" in one.text for one in outcomes)


def test_something_in_the_way_is_printed_and_told_to_the_caller(capsys: pytest.CaptureFixture[str]) -> None:
    assert diagnose(None, windows(missing=["jinja2"]))
    assert "［要対応］D103 部品「jinja2」がありません。 → 配布フォルダの" in capsys.readouterr().out


# --- Python ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("machine", "code"),
    [
        (windows(), ""),
        (windows(python=(3, 10, 11)), "D101"),
        (windows(bits=32), "D102"),
    ],
)
def test_version_and_bits_of_python(machine: Machine, code: str) -> None:
    assert told(interpreter.version(machine)) == code


def test_a_package_that_is_missing_or_does_not_load() -> None:
    assert told(interpreter.package("pywin32", "pythoncom", windows())) == ""
    assert told(interpreter.package("pywin32", "pythoncom", windows(missing=["pywin32"]))) == "D103"
    failing = windows(broken={"pythoncom": "ImportError: DLL load failed"})
    outcome = interpreter.package("pywin32", "pythoncom", failing)
    assert outcome.code == "D104"
    assert "DLL load failed" in outcome.text


@pytest.mark.parametrize(
    ("user", "code"),
    [("yamada", ""), ("山田　太郎", ""), ("髙橋 花子", ""), ("𠮷田", "D105"), ("김", "D105")],
)
def test_folder_names_that_macros_can_and_cannot_say(user: str, code: str) -> None:
    machine = windows(executable=Path(f"C:/Users/{user}/AppData/Local/xlplan/python/python.exe"))
    assert told(interpreter.folder_letters(machine)) == code


def test_where_the_macros_look_for_python(tmp_path: Path) -> None:
    usual = tmp_path / "ローカル" / "xlplan" / "python" / "python.exe"
    env = {"LOCALAPPDATA": str(tmp_path / "ローカル"), "USERPROFILE": str(tmp_path)}
    assert told(interpreter.where_the_macros_look(windows(env=env))) == "D106"
    assert told(interpreter.where_the_macros_look(windows(env=env, executable=usual))) == ""
    usual.parent.mkdir(parents=True)
    usual.touch()
    assert told(interpreter.where_the_macros_look(windows(env=env))) == ""


def test_the_users_settings_come_before_the_usual_place(tmp_path: Path) -> None:
    env = {"LOCALAPPDATA": str(tmp_path), "USERPROFILE": str(tmp_path), "XLPLAN_PYTHON": "D:/python/python.exe"}
    assert interpreter.macros_python(windows(env=env)) == Path("D:/python/python.exe")
    conf = tmp_path / ".xlplan" / "xlplan.conf"
    conf.parent.mkdir()
    conf.write_text('"SHOW CONSOLE","True"\r\n"INTERPRETER_WIN","D:/行革/python.exe"\r\n', encoding="cp932")
    assert interpreter.macros_python(windows(env=env)) == Path("D:/行革/python.exe")
    conf.write_text('"SHOW CONSOLE","True"\r\n壊れた行\r\n', encoding="cp932")
    assert interpreter.macros_python(windows(env=env)) == Path("D:/python/python.exe")


# --- Excel ----------------------------------------------------------------------------------------------------------


def program(machine_type: int) -> bytes:
    """The head of a Windows program for a kind of processor."""
    return (
        b"MZ".ljust(0x3C, b"\0") + struct.pack("<L", 0x80) + b"\0" * 0x40 + b"PE\0\0" + struct.pack("<H", machine_type)
    )


@pytest.mark.parametrize(
    ("current", "code"),
    [("Excel.Application.16", ""), ("Excel.Application.15", "D202"), ("Excel.Application", "D202")],
)
def test_the_registered_excel(current: str, code: str) -> None:
    assert told(excel.registered(windows(EXCEL_365.replace("Excel.Application.16", current)))) == code


def test_no_excel_is_no_obstacle_to_the_command_line() -> None:
    outcome = excel.registered(windows(""))
    assert (outcome.code, outcome.state) == ("D201", State.NOTE)


@pytest.mark.parametrize(("machine_type", "size"), [(0x014C, 32), (0x8664, 64), (0xAA64, 64), (0x01C0, 64)])
def test_bits_come_from_the_program_itself(machine_type: int, size: int, tmp_path: Path) -> None:
    """Last row: a program that tells nothing; then what the installer noted counts."""
    exe = tmp_path / "EXCEL.EXE"
    exe.write_bytes(program(machine_type))
    key = r"[HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe]"
    machine = windows(f'{EXCEL_365}\n{key}\n@="{exe}"')
    assert excel.excel_bits(machine) == size
    assert told(excel.bits(machine)) == ""


@pytest.mark.parametrize("content", [b"", b"MZ", program(0x8664).replace(b"PE", b"NE")])
def test_a_program_that_cannot_be_read_leaves_the_bits_unknown(content: bytes, tmp_path: Path) -> None:
    exe = tmp_path / "EXCEL.EXE"
    exe.write_bytes(content)
    key = r"[HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe]"
    assert told(excel.bits(windows(f'{key}\n@="{exe}"'))) == "D203"


@pytest.mark.parametrize(
    ("product", "code"),
    [("O365ProPlusRetail", "－"), ("ProPlus2021Volume", "－"), ("ProPlus2019Volume", "D204")],
)
def test_excel_2019_has_no_spilled_arrays(product: str, code: str) -> None:
    assert told(excel.spilled_arrays(windows(EXCEL_365.replace("O365ProPlusRetail", product)))) == code


@pytest.mark.parametrize("folder", ["", "Scripts"])
def test_the_dll_is_that_of_excels_bits(folder: str, tmp_path: Path) -> None:
    """Beside python.exe, or one folder up from a virtual environment's; Python's own bits do not matter."""
    machine = windows(EXCEL_365.replace("x64", "x86"), executable=tmp_path / folder / "python.exe")
    (tmp_path / "xlwings64-0.37.8.dll").touch()
    outcome = excel.bridge(machine)
    assert outcome.code == "D205"
    assert "xlwings32-0.37.8.dll" in outcome.text
    (tmp_path / "xlwings32-0.37.8.dll").touch()
    assert told(excel.bridge(machine)) == ""
    assert told(excel.bridge(windows(missing=["xlwings"]))) == "D103"


# --- macros ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("registry", "code", "said"),
    [
        ("", "D303", "コンテンツの有効化"),
        (f'{SECURITY}\n"VBAWarnings"=dword:00000001', "", "警告なし"),
        (f'{SECURITY}\n"VBAWarnings"=dword:00000002', "D303", "コンテンツの有効化"),
        (f'{SECURITY}\n"VBAWarnings"=dword:00000003', "D302", "Excelの設定"),
        (f'{POLICY}\n"vbawarnings"=dword:00000004', "D302", "方針（グループポリシー）"),
        (f'{SECURITY}\n"VBAWarnings"=dword:00000001\n{POLICY}\n"VBAWarnings"=dword:00000004', "D302", "通知なし"),
        (
            r"[HKEY_CURRENT_USER\Software\Policies\Microsoft\Cloud\Office\16.0\Excel\Security]"
            f'\n"VBAWarnings"=dword:00000003\n{POLICY}\n"VBAWarnings"=dword:00000001',
            "D302",
            "署名のあるものだけ",
        ),
    ],
    ids=[
        "既定",
        "警告なし",
        "警告",
        "利用者が署名のみ",
        "方針がすべて無効",
        "方針が利用者より強い",
        "クラウドの方針が最も強い",
    ],
)
def test_the_macro_setting_that_counts(registry: str, code: str, said: str) -> None:
    outcome = macros.macros_outside(windows(registry))
    assert outcome.code == code
    assert said in outcome.text


def test_macros_of_a_master_in_a_trusted_location_run_whatever_the_setting() -> None:
    blocked = f'{POLICY}\n"VBAWarnings"=dword:00000004'
    assert told(macros.macros_of(windows(trusting("C:\\行革\\", also=blocked)), ON_THE_C_DRIVE)) == ""
    assert told(macros.macros_of(windows(blocked), ON_THE_C_DRIVE)) == "D302"


@pytest.mark.parametrize("hive", ["HKEY_LOCAL_MACHINE", "HKEY_CURRENT_USER"])
def test_vba_taken_out_of_office(hive: str) -> None:
    key = rf"[{hive}\SOFTWARE\Policies\Microsoft\Office\16.0\Common]"
    assert told(macros.vba(windows(f'{key}\n"VBAOff"=dword:00000001'))) == "D301"
    assert told(macros.vba(windows())) == "－"


def test_access_to_the_project_is_only_noted() -> None:
    assert told(macros.project_access(windows(f'{SECURITY}\n"AccessVBOM"=dword:00000001'))) == "D307"
    assert told(macros.project_access(windows(f'{SECURITY}\n"AccessVBOM"=dword:00000000'))) == "－"


@pytest.mark.parametrize(
    ("stream", "code"),
    [
        ("[ZoneTransfer]\r\nZoneId=3\r\nHostUrl=about:internet\r\n", "D306"),
        ("[ZoneTransfer]\r\nZoneId=4\r\n", "D306"),
        ("[ZoneTransfer]\r\nZoneId=1\r\n", ""),
        ("", ""),
        (None, ""),
    ],
    ids=["インターネット", "制限付き", "庁内", "空", "印なし"],
)
def test_the_mark_of_the_web(stream: str | None, code: str, tmp_path: Path) -> None:
    """A file name with a colon stands for Windows' alternate stream: it is opened under this very name."""
    master = tmp_path / "master.xlsm"
    master.touch()
    if stream is not None:
        (tmp_path / "master.xlsm:Zone.Identifier").write_text(stream, encoding="ascii")
    assert told(macros.mark_of_the_web(windows(), master)) == code


def test_the_mark_does_not_matter_in_a_trusted_location(tmp_path: Path) -> None:
    (tmp_path / "master.xlsm:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n", encoding="ascii")
    machine = windows(trusting(str(tmp_path)))
    assert told(macros.mark_of_the_web(machine, tmp_path / "master.xlsm")) == ""


@pytest.mark.parametrize(
    ("registry", "code", "said"),
    [
        ("", "D306", "Excelの初めからの設定により"),
        (f'{POLICY}\n"blockcontentexecutionfrominternet"=dword:00000001', "D306", "方針（グループポリシー）により"),
        (f'{POLICY}\n"BlockContentExecutionFromInternet"=dword:00000000', "", "止められません"),
    ],
    ids=["未構成", "方針で止める", "方針で止めない"],
)
def test_the_policy_about_files_from_the_internet(registry: str, code: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "master.xlsm:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n", encoding="ascii")
    outcome = macros.mark_of_the_web(windows(registry), tmp_path / "master.xlsm")
    assert outcome.code == code
    assert said in outcome.text


# --- trusted locations ----------------------------------------------------------------------------------------------

NETWORK_ALLOWED = f'{SECURITY[:-1]}\\Trusted Locations]\n"AllowNetworkLocations"=dword:00000001'
ONLY_POLICY = (
    r"[HKEY_CURRENT_USER\Software\Policies\Microsoft\Office\16.0\Common\Security\Trusted Locations]"
    '\n"allow user locations"=dword:00000000'
)


@pytest.mark.parametrize(
    ("registry", "master", "code"),
    [
        (EXCEL_365, ON_THE_C_DRIVE, "D304"),
        (trusting("C:\\行革\\台帳\\"), ON_THE_C_DRIVE, ""),
        (trusting("c:\\行革\\台帳", below=0), ON_THE_C_DRIVE, ""),
        (trusting("C:\\行革", below=0), ON_THE_C_DRIVE, "D304"),
        (trusting("C:\\行革の写し"), ON_THE_C_DRIVE, "D304"),
        (trusting("%HOMEDRIVE%\\行革"), ON_THE_C_DRIVE, ""),
        (trusting("C:\\行革", also=f'{SECURITY[:-1]}\\Trusted Locations]\n"AllLocationsDisabled"=dword:1'), ON_THE_C_DRIVE, "D305"),
        (trusting("C:\\行革", also=ONLY_POLICY), ON_THE_C_DRIVE, "D305"),
        (trusting("C:\\行革", policy=True, also=ONLY_POLICY), ON_THE_C_DRIVE, ""),
        (trusting("\\\\file01\\行革"), ON_A_SHARE, "D305"),
        (trusting("\\\\FILE01\\行革", also=NETWORK_ALLOWED), ON_A_SHARE, ""),
    ],
    ids=[
        "加えていない", "加えてある", "大文字小文字", "下のフォルダは含めない", "名前が似ている", "環境変数", "すべて無効",
        "方針だけが有効", "方針で配られた", "ネットワークは不可", "ネットワークも可",
    ],
)  # fmt: skip
def test_trusted_locations(registry: str, master: Path, code: str) -> None:
    assert told(trust.location(windows(registry, env={"HOMEDRIVE": "C:"}), master)) == code


def test_a_drive_letter_for_a_share_counts_as_the_network() -> None:
    outcome = trust.location(windows(trusting("Z:\\台帳"), on_a_share=True), Path("Z:/台帳/master.xlsm"))
    assert outcome.code == "D305"
    assert "ネットワーク上" in outcome.text


# --- Defender -------------------------------------------------------------------------------------------------------

_RULES = r"Windows Defender\Windows Defender Exploit Guard\ASR\Rules]"
BY_GROUP_POLICY = rf"[HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\{_RULES}"
LOCALLY = rf"[HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\{_RULES}"
MANAGED = r"[HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows Defender\Policy Manager]"
CHILDREN = defender.RULES[0]


@pytest.mark.parametrize(
    ("registry", "code"),
    [
        ("", ""),
        (f'{BY_GROUP_POLICY}\n"{CHILDREN.guid.lower()}"="1"', "D401"),
        (f'{BY_GROUP_POLICY}\n"{CHILDREN.guid}"="2"', "D402"),
        (f'{BY_GROUP_POLICY}\n"{CHILDREN.guid}"="6"', "D401"),
        (f'{BY_GROUP_POLICY}\n"{CHILDREN.guid}"="0"', ""),
        (f'{BY_GROUP_POLICY}\n"{CHILDREN.guid}"="0"\n{LOCALLY}\n"{CHILDREN.guid}"=dword:00000001', ""),
        (f'{LOCALLY}\n"{CHILDREN.guid}"=dword:00000001', "D401"),
        (f'{MANAGED}\n"ASRRules"="26190899-1602-49e8-8b27-eb1d0a1ce869=1|{CHILDREN.guid.lower()}=1"', "D401"),
        (f'{MANAGED}\n"ASRRules"="26190899-1602-49e8-8b27-eb1d0a1ce869=1"', ""),
    ],
    ids=["なし", "ブロック", "監査", "警告", "無効", "方針が個別より強い", "個別", "端末管理", "別の規則"],
)
def test_defenders_rule_about_child_processes(registry: str, code: str) -> None:
    outcome = defender.rule(CHILDREN, windows(registry))
    assert outcome.code == code
    assert CHILDREN.name in outcome.text


@pytest.mark.parametrize("rule", defender.RULES, ids=lambda rule: rule.guid)
def test_every_rule_says_what_stops_and_the_way_out(rule: defender.Rule) -> None:
    outcome = defender.rule(rule, windows(f'{BY_GROUP_POLICY}\n"{rule.guid}"="1"'))
    assert outcome.state is State.ACT
    assert rule.consequence in outcome.text
    assert outcome.remedy == rule.way_out


# --- places ---------------------------------------------------------------------------------------------------------


def test_folders_that_cannot_be_written_to(tmp_path: Path) -> None:
    master = tmp_path / "台帳" / "master.xlsm"
    master.parent.mkdir()
    assert told(places.folder(windows(), master)) == ""
    assert told(places.folder(windows(read_only=[master.parent]), master)) == "D501"
    assert told(places.temporary(windows())) == ""
    assert told(places.log_folder(windows(env={"LOCALAPPDATA": str(tmp_path)}))) == ""
    assert told(places.log_folder(windows(env={"LOCALAPPDATA": str(tmp_path)}, read_only=[tmp_path]))) == "D501"
    (tmp_path / "xlplan").touch()
    assert "フォルダではありません" in places.log_folder(windows(env={"LOCALAPPDATA": str(tmp_path)})).text


def test_a_path_that_leaves_no_room_for_the_copies_name() -> None:
    assert told(places.length(windows(), Path("/行革") / ("あ" * 180) / "master.xlsm")) == ""
    assert told(places.length(windows(), Path("/行革") / ("あ" * 190) / "master.xlsm")) == "D502"


def test_a_master_that_someone_has_open(tmp_path: Path) -> None:
    master = tmp_path / "master.xlsm"
    assert told(places.owner(windows(), master)) == ""
    name = "行革担当".encode("cp932")
    (tmp_path / "~$master.xlsm").write_bytes(bytes([len(name)]) + name)
    assert owner_of(master) == "行革担当"
    outcome = places.owner(windows(), master)
    assert outcome.code == "D503"
    assert "「行革担当」" in outcome.text
    assert "「~$master.xlsm」" in outcome.remedy


def test_a_master_in_a_folder_kept_in_step_with_the_cloud() -> None:
    synced = {"ONEDRIVECOMMERCIAL": "C:\\Users\\gyokaku\\OneDrive - 市"}
    inside = Path("C:/Users/gyokaku/OneDrive - 市/台帳/master.xlsm")
    assert told(places.cloud(windows(env=synced), inside)) == "D504"
    assert told(places.cloud(windows(env=synced), ON_THE_C_DRIVE)) == ""


def test_long_paths_and_shares() -> None:
    assert told(places.long_paths(windows())) == ""
    assert told(places.long_paths(windows(""))) == "D506"
    assert told(places.share(windows(on_a_share=True), ON_A_SHARE)) == "D505"
    assert told(places.share(windows(), ON_THE_C_DRIVE)) == ""


# --- region ---------------------------------------------------------------------------------------------------------


def test_a_clock_that_runs_behind(tmp_path: Path) -> None:
    master = tmp_path / "master.xlsm"
    master.touch()
    wrong = windows(now=dt.datetime(2009, 1, 1, tzinfo=JAPAN))
    assert told(region.clock_against_the_master(wrong, master)) == "D601"
    assert told(region.clock_against_the_master(windows(), master)) == ""
    assert told(region.clock_against_the_program(wrong)) == "D601"
    assert told(region.clock_against_the_program(windows())) == ""


def test_another_time_zone_is_noted() -> None:
    assert told(region.time_zone(windows())) == ""
    outcome = region.time_zone(windows(now=dt.datetime(2026, 11, 24, tzinfo=dt.UTC)))
    assert (outcome.code, outcome.state) == ("D602", State.NOTE)


@pytest.mark.parametrize(("page", "code"), [("932", ""), ("65001", "D603"), ("1252", "D603")])
def test_the_code_page_of_macros(page: str, code: str) -> None:
    assert told(region.code_page(windows(EXCEL_365.replace('"932"', f'"{page}"')))) == code


def test_the_means_to_make_a_pdf() -> None:
    assert told(region.pdf(windows(libreoffice="C:/Program Files/LibreOffice/program/soffice.exe"))) == ""
    assert told(region.pdf(windows())) == "D604"


# --- the server -----------------------------------------------------------------------------------------------------


def test_the_servers_packages() -> None:
    assert "入っていません" in server.packages(windows(missing=["xlwings-server"])).text
    assert told(server.packages(windows())) == ""
    assert told(server.packages(windows(broken={"xlwings_server": "LicenseError"}))) == "D104"


def test_a_port_that_is_taken() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        number = other.getsockname()[1]
        assert told(server.port(number, windows())) == "D701"
    (asked,) = server_checks(number, None)
    assert told(asked.run(windows())) == ""


TODAY = dt.datetime(2026, 11, 24, 12, tzinfo=JAPAN)


def pem(days: int, *, named: bool = True) -> bytes:
    """A certificate in force since yesterday and for so many days from today."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "kaikaku.city.local")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(TODAY - dt.timedelta(days=400))
    made = made.not_valid_after(TODAY + dt.timedelta(days=days))
    if named:
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("kaikaku.city.local")]), critical=False)
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@pytest.mark.parametrize(
    ("content", "code"),
    [(pem(365), ""), (pem(20), "D705"), (pem(-1), "D703"), (pem(365, named=False), "D704"), (b"-----BEGIN", "D702")],
    ids=["有効", "期限が近い", "期限切れ", "名前なし", "証明書ではない"],
)
def test_the_certificate(content: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "server.pem"
    path.write_bytes(content)
    (check,) = server_checks(None, path)
    outcome = check.run(windows(now=TODAY))
    assert told(outcome) == code


def test_a_certificate_that_is_not_there(tmp_path: Path) -> None:
    assert told(server.certificate(tmp_path / "ない.pem", windows(now=TODAY))) == "D702"


# --- the registry itself --------------------------------------------------------------------------------------------


class FakeWinreg:
    """The standard library's ``winreg`` over two views, as a 64-bit Windows with a 32-bit Office has them."""

    HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE = "HKCU", "HKLM"
    KEY_READ, KEY_WOW64_64KEY, KEY_WOW64_32KEY = 0x20019, 0x100, 0x200
    VIEWS: dict[int, dict[str, dict[str, Any]]] = {  # noqa: RUF012  # a table of the test
        0x100: {r"HKLM\Software\A": {"both": 1, "multi": ["x", "y"]}, r"HKLM\Software\A\One": {}},
        0x200: {
            r"HKLM\Software\A": {"both": 2, "only32": "text"},
            r"HKLM\Software\A\Two": {},
            r"HKLM\B": {"": "default"},
        },
    }

    class Key:
        def __init__(self, view: dict[str, dict[str, Any]], path: str) -> None:
            if path == r"HKLM\Denied":
                raise PermissionError
            if path not in view:
                raise FileNotFoundError
            self.values = view[path]
            self.below = [key.rpartition("\\")[2] for key in view if key.rpartition("\\")[0] == path]

        def __enter__(self) -> FakeWinreg.Key:
            return self

        def __exit__(self, *_: object) -> None:
            return

    def OpenKey(self, hive: str, path: str, _reserved: int, access: int) -> Key:  # noqa: N802  # Windows' name
        assert access & self.KEY_READ == self.KEY_READ
        return self.Key(self.VIEWS[access & 0x300], f"{hive}\\{path}")

    def QueryValueEx(self, key: Key, name: str) -> tuple[Any, int]:  # noqa: N802  # Windows' name
        if name not in key.values:
            raise FileNotFoundError
        return key.values[name], 1

    def QueryInfoKey(self, key: Key) -> tuple[int, int, int]:  # noqa: N802  # Windows' name
        return len(key.below), len(key.values), 0

    def EnumKey(self, key: Key, index: int) -> str:  # noqa: N802  # Windows' name
        return key.below[index]


def test_the_registry_is_read_in_both_views() -> None:
    registry = WindowsRegistry(FakeWinreg())
    assert registry.value(r"HKLM\Software\A", "both") == 1
    assert registry.value(r"HKLM\Software\A", "only32") == "text"
    assert registry.value(r"HKLM\Software\A", "multi") == "['x', 'y']"
    assert registry.value(r"HKLM\B", "") == "default"
    assert registry.value(r"HKLM\Software\A", "none") is None
    assert registry.value(r"HKCU\Software\None", "none") is None
    assert registry.keys(r"HKLM\Software\A") == ("One", "Two")
    assert registry.keys(r"HKCU\Software\None") == ()
    with pytest.raises(PermissionError):
        registry.value(r"HKLM\Denied", "x")


# --- the catalogue --------------------------------------------------------------------------------------------------

SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "xlplan" / "hosts" / "doctor").glob("*.py"))


@pytest.mark.parametrize("entry", Trouble, ids=lambda entry: entry.code)
def test_every_trouble_is_used_has_its_own_code_and_says_what_to_do(entry: Trouble) -> None:
    assert re.fullmatch(r"D\d{3}_[A-Z0-9_]+", entry.name)
    assert f"Trouble.{entry.name}" in SOURCE
    assert len([one for one in Trouble if one.code == entry.code]) == 1
    assert entry.value.what.endswith(("。", "}"))
    assert entry.value.remedy.endswith(("。", "）。", "}"))


def test_the_guide_has_a_row_for_every_trouble_with_its_very_sentence() -> None:
    guide = (ROOT / "docs" / "導入手引き.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (D\d{3}) \| (.+?) \| (.+?) \|$", guide, re.MULTILINE)
    assert [(code, text) for code, text, _ in rows] == [
        (entry.code, re.sub(r"\{\w+\}", "…", entry.value.what)) for entry in Trouble
    ]
    assert all(advice.endswith("。") for _, _, advice in rows)


@pytest.mark.parametrize("rule", defender.RULES, ids=lambda rule: rule.guid)
def test_the_guide_names_every_rule_of_defender(rule: defender.Rule) -> None:
    assert rule.guid in (ROOT / "docs" / "導入手引き.md").read_text(encoding="utf-8")

"""The browser-based add-in's server on this machine: the extra, its port, its certificate. Nothing is sent."""

from __future__ import annotations

import datetime as dt
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlplan.hosts.doctor.outcome import Outcome, good, trouble
from xlplan.hosts.doctor.troubles import Trouble

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from xlplan.hosts.doctor.machine import Machine

EXTRA: Final = "xlwings-server"
_SOON: Final = dt.timedelta(days=30)


def packages(machine: Machine) -> Outcome:
    """Whether the server's packages are installed; only the machine that serves needs them."""
    version = machine.installed(EXTRA)
    if version is None:
        return good("サーバー機能は入っていません（職員のPCには不要です）。")
    if error := machine.import_error("xlwings_server"):
        return trouble(Trouble.D104_PACKAGE_FAILS, name=EXTRA, detail=error)
    return good(f"サーバー機能 {EXTRA} {version}")


def port(number: int, machine: Machine) -> Outcome:  # noqa: ARG001  # the arguments of every check
    """Whether the port is free to listen on."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as asked:
        try:
            asked.bind(("127.0.0.1", number))
        except OSError as error:
            return trouble(Trouble.D701_PORT_TAKEN, port=number, detail=error.strerror or error)
    return good(f"ポート{number}は空いています。")


def certificate(path: Path, machine: Machine) -> Outcome:
    """Whether the certificate reads, is in force, and names a host: Office takes no other."""
    try:
        from cryptography import x509

        return _judged(x509.load_pem_x509_certificate(path.read_bytes()), machine.now)
    except ImportError:
        return trouble(Trouble.D103_PACKAGE_MISSING, name="cryptography")
    except OSError as error:
        return trouble(Trouble.D702_CERTIFICATE_UNREADABLE, path=path, detail=error.strerror or error)
    except ValueError:
        return trouble(Trouble.D702_CERTIFICATE_UNREADABLE, path=path, detail="PEM形式ではありません")


def _judged(read: Certificate, now: dt.datetime) -> Outcome:
    from cryptography import x509

    since, until = read.not_valid_before_utc.astimezone(now.tzinfo), read.not_valid_after_utc.astimezone(now.tzinfo)
    if not since <= now <= until:
        return trouble(Trouble.D703_CERTIFICATE_NOT_IN_FORCE, since=f"{since:%Y-%m-%d}", until=f"{until:%Y-%m-%d}")
    try:
        names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return trouble(Trouble.D704_CERTIFICATE_NAMELESS)
    hosts = "、".join(names.get_values_for_type(x509.DNSName))
    if until - now < _SOON:
        return trouble(Trouble.D705_CERTIFICATE_ENDS_SOON, until=f"{until:%Y-%m-%d}", hosts=hosts)
    return good(f"証明書は{until:%Y-%m-%d}まで有効です（{hosts}）。")

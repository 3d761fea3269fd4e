"""Where readers turn to: from 管理. An address that cannot be a link is printed as text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from xlplan.declaring import NamedTuple

if TYPE_CHECKING:
    from xlplan.report.results import PublicResults

_MAIL: Final = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_WEB: Final = re.compile(r"https?://[A-Za-z0-9.-]+(:\d+)?(/[A-Za-z0-9._~%/?#=&+,;:@!$'()*-]*)?")


class Way(NamedTuple):
    """A way to comment: what it is, what is printed, and its link or ""."""

    word: str
    text: str
    link: str


class Contact(NamedTuple):
    """Department, telephone, ways to comment and until when, and the page's own address; "" where 管理 says nothing."""

    office: str
    phone: str
    ways: tuple[Way, ...]
    comment_until: str
    page: str


def contact_of(results: PublicResults) -> Contact:
    """The contact details of 管理; the department is the secretariat unless 「公表担当課」 names another."""
    settings: Mapping[str, str] = results.plan.settings
    mail, form = settings.get("意見受付メール", ""), settings.get("意見受付ページ", "")
    ways = [Way("電子メール", mail, mail_link(mail))] if mail else []
    ways += [Way("入力フォーム", form, web_link(form))] if form else []
    return Contact(
        office=settings.get("公表担当課", "") or results.stamp.office,
        phone=settings.get("公表担当課電話", ""),
        ways=tuple(ways),
        comment_until=settings.get("意見受付期間", ""),
        page=settings.get("公表ページ", ""),
    )


def mail_link(text: str) -> str:
    """A mailto link, or "" when the text is not one mail address and nothing else."""
    return f"mailto:{text}" if _MAIL.fullmatch(text) else ""


def web_link(text: str) -> str:
    """The address when it is a plain http(s) address, else ""."""
    return text if _WEB.fullmatch(text) else ""

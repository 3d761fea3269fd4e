"""What a file is that is no workbook: officers rename files, and exports carry the wrong ending."""

from __future__ import annotations

from typing import Final

__all__ = ["sniff"]

_HEAD: Final = 4096
_HTML: Final = (b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"mime-version:")
_RAW_BIFF: Final = (
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x10\x00",
    b"\x09\x08\x08\x00",
)


def sniff(data: bytes) -> tuple[str, str]:
    """Code and detail for a file that is neither a zip nor an OLE file: html_renamed, csv_renamed, old_xls, …"""
    head = data[:_HEAD]
    if head.startswith(_RAW_BIFF):
        return "old_xls", "BIFF"
    lower = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if lower.startswith(_HTML) or (lower.startswith(b"<?xml") and b"<html" in lower):
        return "html_renamed", ""
    if lower.startswith(b"<?xml"):
        return "not_a_workbook", "XML"
    if lower.startswith(b"%pdf"):
        return "not_a_workbook", "PDF"
    text = _text(head)
    first = text.partition("\n")[0]
    if "," in first or "\t" in first or ";" in first:
        return "csv_renamed", ""
    return "not_a_workbook", "text" if text else ""


def _text(head: bytes) -> str:
    """The head as text in an encoding Japanese exports use; empty if it is none."""
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ""
    for encoding in ("utf-16",) if b"\0" in head else ("utf-8-sig", "cp932"):
        # The head may end inside a character.
        for cut in range(4):
            try:
                return head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
    return ""

"""oletools as an independent reader of Visual Basic projects."""

from __future__ import annotations

import warnings
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # it uses old names of pyparsing
    from oletools.olevba import VBA_Parser
    from oletools.olevba import decompress_stream as _decompress


def decompressed(container: bytes) -> bytes:
    """What a compressed container holds."""
    return bytes(_decompress(bytearray(container)))


def sources(file: bytes | Path) -> dict[str, str]:
    """Module name → source with its attributes, of a `vbaProject.bin` or a workbook; plain line ends."""
    given = {"data": file} if isinstance(file, bytes) else {}
    parser = VBA_Parser("vbaProject.bin" if isinstance(file, bytes) else str(file), **given)
    try:
        found = {name.rpartition(".")[0]: code for _, _, name, code in parser.extract_macros()}
    finally:
        parser.close()
    return {name: code.replace("\r\n", "\n") for name, code in found.items()}

"""The decorator `override`, which Python has from 3.12 on: type checkers and linters take it for that of typing_extensions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = ["override"]

if TYPE_CHECKING:
    from typing_extensions import override as override  # noqa: PLC0414 - so that type checkers see it go out again
else:

    def override(method: Any) -> Any:
        """Mark a method that overrides another. typing_extensions would load all that Python parses code with."""
        return method

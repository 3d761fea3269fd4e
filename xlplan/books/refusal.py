"""The one exception of this package: a file or an edit is left alone, with a reason."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a mistake; callers turn it into a finding
    """A file or an edit that is not touched, and why.

    ``code`` is a stable ASCII id (the message catalogue has the sentence for it); ``detail`` names the part, cell or
    figure that decided it.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail

    def __reduce__(self) -> tuple[type[Refused], tuple[str, str]]:
        """Copied and sent to other processes by its two parts; the base class would send only the joined text."""
        return type(self), (self.code, self.detail)

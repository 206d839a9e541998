"""How a postcode is written. Whether one exists is for the postcode directory to say."""

import re

from suffdesk.core.kinds import Text, Value

_OUTWARD = r"(?:[A-PR-UWYZ](?:[0-9]{1,2}|[0-9][A-Z]|[A-Z][0-9]{1,2}|[A-Z][0-9][A-Z])|GIR|NPT)"
_COMPACT = re.compile(rf"{_OUTWARD}[0-9][ABD-HJLNP-Z]{{2}}")
"""Every form that the ONS Postcode Directory holds, old NPT and GIR among them; the last two letters never
include C, I, K, M or O."""


def compact(text: str) -> str:
    """Capitals without any space: ``sk1 3xe`` is ``SK13XE``. Whatever is not a postcode comes back likewise."""
    return "".join(text.split()).upper()


def normalise(text: str) -> str | None:
    """The one way in which a postcode is kept: ``SK1 3XE``, capitals with one space before the last three.

    Any spacing is read (``B9  9AP``, ``LS166HW``). None where the text has not the form of a whole postcode.
    """
    written = compact(text)
    return f"{written[:-3]} {written[-3:]}" if _COMPACT.fullmatch(written) else None


def outward_code(text: str) -> str | None:
    """The part before the space (``SK1``), which tells a district without telling a street; None as above."""
    written = compact(text)
    return written[:-3] if _COMPACT.fullmatch(written) else None


class Postcode(Text):
    """A whole postcode, in capitals with its space."""

    name = "postcode"

    def parse(self, text: str) -> Value:
        whole = normalise(text)
        if whole is None:
            raise ValueError(f"“{text.strip()[:40]}” is not a whole postcode; type it as SK1 3XE")
        return whole


POSTCODE = Postcode()

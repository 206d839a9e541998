"""The recovery key on paper."""

from datetime import date
from pathlib import Path

from suffdesk.core.dates import show_date, this_day
from suffdesk.core.errors import UserError
from suffdesk.core.report import Bullets, Heading, KeyFigure, KeyFigures, Paragraph, Report
from suffdesk.core.text import storable
from suffdesk.exports.pdf import write_pdf
from suffdesk.operations.stores import authority_name
from suffdesk.store.recovery_key import confirm_recovery_key, has_recovery_key, offer_recovery_key
from suffdesk.store.session import Store

_PER_LINE = 4
"""Groups of the key on a line."""


def recovery_report(store: Store, key: str, today: date) -> Report:
    """The key with what to do with it; ``key`` is eight groups joined by hyphens."""
    groups, name = key.split("-"), storable(store.path.name)
    lines = [" ".join(groups[start : start + _PER_LINE]) for start in range(0, len(groups), _PER_LINE)]
    return Report(
        "Recovery key",
        f"For the store {name}",
        authority_name(store),
        today,
        (
            Heading("The key"),
            KeyFigures(
                tuple(
                    KeyFigure(f"Groups {number * _PER_LINE + 1} to {(number + 1) * _PER_LINE}", line, "")
                    for number, line in enumerate(lines)
                )
            ),
            Heading("How to keep it"),
            Bullets(
                (
                    "Whoever has this key and a copy of the store can read everything in it: keep it in a safe, apart "
                    "from the computer.",
                    f"Keep {name}.keys beside the store and with every copy of it: the key needs that file.",
                    "Print this page, then delete the PDF and empty the bin.",
                )
            ),
            Heading("How to use it"),
            Paragraph(
                "When the passphrase is forgotten, choose “Use the recovery key” where it is asked for (or run "
                "“suffdesk reset-passphrase”), type the key, and choose a new passphrase. Spaces, hyphens and small "
                "letters do not matter, and the letter O is read as zero. The key works once: make another afterwards."
            ),
        ),
        facts=(("Made on", show_date(today)), ("Made by", store.who)),
        marking="Secret: opens the store",
    )


def save_recovery_key(store: Store, key: str, out: Path, today: date | None = None) -> None:
    """Write a key that was offered as a PDF; from then on an earlier one no longer works.

    Raises UserError where that cannot be done: both open the store then.
    """
    _refuse_place(out)
    write_pdf(recovery_report(store, key, today or this_day()), out)
    confirm_recovery_key(store, key)


def write_recovery_key(store: Store, out: Path, today: date | None = None) -> None:
    """Make a recovery key and write it as a PDF; an earlier key no longer works once that is done.

    Raises UserError where the PDF cannot be written, saying that the earlier key still works, or as
    ``offer_recovery_key``.
    """
    _refuse_place(out)
    key = offer_recovery_key(store)
    try:
        save_recovery_key(store, key, out, today)
    except UserError as error:
        if not has_recovery_key(store):
            raise
        why = str(error).removesuffix(".")
        raise UserError(f"{why}; the recovery key that was made earlier still opens the store") from error


def _refuse_place(out: Path) -> None:
    if out.suffix.lower() != ".pdf":
        raise UserError(f"{out.name} is not a PDF; give a name that ends in .pdf")
    if out.exists():
        raise UserError(f"{out.name} is there already; choose another name")
    if not out.parent.is_dir():
        raise UserError(f"There is no folder {out.parent}; make it first, or choose another")

"""The certificate of an erasure, as a report and as sentences, and the list of erasures made."""

from collections.abc import Sequence
from pathlib import Path

from suffdesk.core.dates import show_date
from suffdesk.core.report import Bullets, Cell, Column, Heading, Paragraph, Report, Table
from suffdesk.core.text import listed, plural
from suffdesk.domain.authorities import authority
from suffdesk.exports.pdf import write_pdf
from suffdesk.operations.audit import show_moment
from suffdesk.operations.erasure import Erasure, Made, mention_words
from suffdesk.operations.export_log import record_export
from suffdesk.store.copies import Remade
from suffdesk.store.opening import Store


def certificate(store: Store, erasure: Erasure) -> Report:
    """The certificate as a report. It holds no personal data, so that it can be kept."""
    code = store.meta("authority")
    done = show_date(erasure.made_at.date())
    rows = [*erasure.counts, ("Documents, removed ones included", erasure.documents),
            ("Entries of the history whose contents were emptied", erasure.entries)]  # fmt: skip
    remaining: list[str] = []
    if not erasure.written_anew:
        remaining.append(
            f"{store.path.name} could not be written anew, so parts of the record may still lie in pages of the file "
            "that were given up; do so once no other program is using it."
        )
    if erasure.copies is None:
        remaining.append("The backups have not been gone through yet and may hold the record; finish the erasure.")
    elif erasure.copies.left:
        remaining.append(
            f"These copies could not be made again and may hold the record; delete them by hand: "
            f"{listed(list(erasure.copies.left))}."
        )
    if erasure.mentions:
        remaining.append(f"{mention_words(erasure)} the child; read and change them by hand.")
    if erasure.elsewhere:
        was, now = ("was", "is") if erasure.elsewhere == 1 else ("were", "are")
        remaining.append(
            f"{plural(erasure.elsewhere, 'record')} that once {was} about the child {now} about another now and "
            "stayed, without the history; read and change them by hand."
        )
    remaining += [
        "Files exported earlier, copies of the store made elsewhere and what other systems hold are not reached; the "
        "log of exports says what was exported and when.",
        "What was given up on the disk is written over by the system in its own time; an encrypted store leaves "
        "nothing readable there.",
    ]
    return Report(
        "Certificate of erasure",
        "One child's record",
        authority(code).name if code else "",
        erasure.made_at.date(),
        (
            Heading("What was done"),
            Paragraph(
                f"On {done} at {erasure.made_at:%H:%M} {erasure.who} erased everything that {store.path.name} held of "
                f"one child. {erasure.reason}{f' ({erasure.rule})' if erasure.rule else ''}."
            ),
            Table("What was erased", (Column("Records", width=48), Column("Number", "number", 10)), rows),
            Paragraph(_of_copies(erasure.copies)),
            Heading("What shows it"),
            Paragraph(
                f"Before: {erasure.head_before}. After: {_after(erasure)}. The erasure is change {erasure.change} "
                + (
                    "of the history that the store had before an older backup took its place, which came back without "
                    "the record."
                    if erasure.earlier_history
                    else "of the history, in which every change is still linked to the one before; it cannot be undone."
                )
            ),
            Heading("What it does not reach"),
            Bullets(tuple(remaining)),
        ),
        (
            ("Erased on", done),
            ("By", erasure.who),
            ("Why", erasure.rule or erasure.reason),
            *((("Decision", erasure.request),) if erasure.request else ()),
            ("State of the store before", erasure.head_before),
            ("State of the store after", _after(erasure)),
        ),
        keywords=("erasure", "retention"),
    )


def _after(erasure: Erasure) -> str:
    return erasure.head_after or f"change {erasure.change}"


def _of_copies(copies: Remade | None) -> str:
    if copies is None:
        return "The backups have not been gone through yet."
    if not any((copies.remade, copies.untouched, copies.left, copies.removed)):
        return "The store had no backups."
    remade = len(copies.remade)
    parts = (
        f"{plural(remade, 'backup')} held the record and {'was' if remade == 1 else 'were'} made again without it, and "
        "checked" if remade else "",
        f"{plural(len(copies.untouched), 'backup')} did not hold it" if copies.untouched else "",
        f"{plural(len(copies.removed), 'unfinished copy', 'unfinished copies')} of killed work "
        f"{'was' if len(copies.removed) == 1 else 'were'} deleted" if copies.removed else "",
        f"{plural(len(copies.left), 'copy', 'copies')} could not be reached" if copies.left else "",
    )  # fmt: skip
    return f"{'; '.join(part for part in parts if part)}."


def write_certificate(store: Store, erasure: Erasure, path: Path) -> None:
    """Write the certificate as PDF; the export is recorded. Raises UserError where it cannot be written."""
    write_pdf(certificate(store, erasure), path)
    record_export(store, "Certificate of erasure", [path], erasure.made_at.date())


def certificate_lines(report: Report) -> list[str]:
    """A certificate as lines to read on the screen; an empty one stands before each heading."""
    lines = [report.title]
    for block in report.blocks:
        if isinstance(block, Heading):
            lines += ["", block.text]
        elif isinstance(block, Paragraph):
            lines.append(block.text)
        elif isinstance(block, Bullets):
            lines += [f"•  {item}" for item in block.items]
        elif isinstance(block, Table):
            lines += [f"    {name}: {number:,}" for name, number in block.rows if isinstance(number, int)]
    return lines


def state_of(erasure: Erasure) -> str:
    """Whether anything is left to do, in a few words."""
    if not erasure.reached:
        return "Not finished: the file or a backup was not reached"
    by_hand = [erasure.mentioned_in or plural(erasure.mentions, "note")] if erasure.mentions else []
    by_hand += [plural(erasure.elsewhere, "record")] if erasure.elsewhere else []
    if by_hand:
        return f"{listed(by_hand)} about others to read by hand"
    return "Complete"


def erasures_table(made: Sequence[Made]) -> Table:
    """The list of erasures made."""
    columns = (
        Column("Number", "number", 7), Column("When", width=19), Column("Who", width=12), Column("Why", width=36),
        Column("Decision", width=16), Column("Records", "number", 8), Column("Backups", "number", 9),
        Column("State", width=20),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            one.number, show_moment(one.erasure.made_at), one.erasure.who, one.erasure.rule or one.erasure.reason,
            one.erasure.request, sum(number for _, number in one.erasure.counts),
            len(one.erasure.copies.remade) if one.erasure.copies else None, state_of(one.erasure),
        )
        for one in made
    ]  # fmt: skip
    notes = ("Backups are those that held the record and were made again without it.",)
    return Table("Erasures made", columns, rows, notes)


def erasure_document(one: Made) -> dict[str, object]:
    """One erasure as ``suffdesk erase --json`` and ``erasures --json`` print it."""
    made = one.erasure
    return {
        "number": one.number, "made_at": made.made_at.isoformat(timespec="seconds"), "who": made.who,
        "reason": made.reason, "rule": made.rule or None, "decision": made.request or None,
        "erased": dict(made.counts), "entries": made.entries, "documents": made.documents,
        "backups_made_again": list(made.copies.remade) if made.copies else None,
        "not_reached": list(made.copies.left) if made.copies else None, "mentions": made.mentions,
        "elsewhere": made.elsewhere, "unfinished_copies_deleted": list(made.copies.removed) if made.copies else None,
        "complete": made.complete,
    }  # fmt: skip

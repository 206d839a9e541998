"""Erase one child: from the store, its history and every backup, with a certificate that says nothing of the child."""

import contextlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from suffdesk.core.dates import show_date
from suffdesk.core.errors import Cancelled, Refused, UserError
from suffdesk.core.progress import Progress, silent
from suffdesk.core.report import Bullets, Column, Heading, Paragraph, Report, Table
from suffdesk.core.text import listed, plural
from suffdesk.domain.authorities import authority
from suffdesk.domain.registry import BY_NAME
from suffdesk.exports.pdf import write_pdf
from suffdesk.operations.export_log import record_export
from suffdesk.operations.retention import keeping_of
from suffdesk.store.erasing import Remade, compact, erase_rows, remake_copies
from suffdesk.store.events import write_event
from suffdesk.store.journal import head_mark
from suffdesk.store.opening import Store
from suffdesk.store.passphrase import known_keys

Reason = Literal["rule", "request", "mistake"]
REASONS: dict[Reason, str] = {
    "rule": "The time for which the record is kept has passed",
    "request": "A request for erasure was upheld",
    "mistake": "The record was made by mistake",
}


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased and what could not be reached. Holds nothing that tells of the child.

    ``made_at`` is local time; ``counts`` are records by what they are called; ``entries`` are those of the
    journal whose contents were emptied; ``mentions`` are notes about other records in which the child is named.
    """

    change: int
    made_at: datetime
    who: str
    reason: str
    rule: str
    request: str
    counts: tuple[tuple[str, int], ...]
    entries: int
    documents: int
    copies: Remade
    mentions: int
    written_anew: bool
    head_before: str
    head_after: str

    @property
    def complete(self) -> bool:
        """Whether nothing is left to do by hand."""
        return self.written_anew and not self.copies.left and not self.mentions


def erase_child(
    store: Store,
    child_id: str,
    reason: Reason,
    *,
    as_at: date | None = None,
    request: str = "",
    progress: Progress = silent,
) -> Erasure:
    """Erase everything held of a child. It cannot be undone, and no backup brings it back.

    ``as_at`` (today where None) is the day by which a rule must have run out; ``request`` is the reference of the
    decision, printed on the certificate: it must not name anybody. Raises Refused where the rule has not run out,
    the child is looked after, or another task is using the store. Where the file cannot be written anew
    afterwards (``written_anew``), :func:`write_anew` completes the erasure later. It can be cancelled until the
    first record is gone, and then no more.
    """
    held = store.rows("SELECT reference, identifier, upn FROM child WHERE id = ?", (child_id,))
    if not held:
        raise UserError("The child is no longer there")
    rule = _rule(store, child_id, reason, as_at or datetime.now().astimezone().date())
    with store.alone("Erase a child's record"):
        pass  # found now, before anything is erased: the file is written anew at the end
    mentions = _mentions(store, child_id, [str(word) for word in held[0] if word and len(str(word)) >= _TELLING])
    progress("Erasing the record", 0.0)
    before = head_mark(store.db)
    _keep_reference(store, str(held[0][0]))
    with store.change("Erase a child's record") as result:
        gone = erase_rows(store.db, child_id, result.change)
        words = f"A child's record was erased: {REASONS[reason].lower()}"
        write_event(store.db, store.who, "child erased", f"{words} ({rule})" if rule else words)
    written_anew = True
    _say(progress, "Writing the store anew", 0.2)
    try:
        write_anew(store)
    except UserError:
        written_anew = False
    copies = remake_copies(
        store.path, known_keys(store), child_id, lambda what, part: _say(progress, what, 0.4 + 0.6 * part)
    )
    counts = sorted((BY_NAME[table].label_many, len(ids)) for table, ids in gone.rows.items())
    return Erasure(
        change=result.changes.change_id or 0,
        made_at=datetime.now(UTC).astimezone(),
        who=store.who,
        reason=REASONS[reason],
        rule=rule,
        request=request.strip(),
        counts=tuple(counts),
        entries=gone.entries + result.changes.removed,
        documents=len(gone.documents),
        copies=copies,
        mentions=mentions,
        written_anew=written_anew,
        head_before=before,
        head_after=head_mark(store.db),
    )


def _say(progress: Progress, what: str, part: float) -> None:
    """Tell how far it is. What is half erased has to be erased to the end, so nobody can stop it now."""
    with contextlib.suppress(Cancelled):
        progress(what, part)


def write_anew(store: Store) -> None:
    """Write the file anew, so that nothing erased lies in pages that were given up.

    Raises Refused while another task or program uses the store, UserError where there is no room.
    """
    with store.alone("Write the store anew"):
        compact(store.db)


def _rule(store: Store, child_id: str, reason: Reason, as_at: date) -> str:
    if reason != "rule":
        open_care = store.rows("SELECT 1 FROM care_period WHERE child_id = ? AND until IS NULL", (child_id,))
        if open_care and reason == "request":
            raise Refused("The child is looked after, so its record has to be kept; end the period of care first")
        return ""
    keeping = keeping_of(store, child_id)
    if keeping is None:
        raise Refused("No date of birth is held, so it cannot be told how long the record is kept")
    if keeping.until > as_at:
        raise Refused(f"The record is kept until {show_date(keeping.until)} ({keeping.rule})")
    return keeping.rule


_TELLING = 4
"""Letters of an identifier that a text must hold to be about the child; shorter ones are found in any number."""


def _mentions(store: Store, child_id: str, words: list[str]) -> int:
    if not words:
        return 0
    clauses = " OR ".join("instr(text, ?) > 0" for _ in words)
    ((number,),) = store.rows(f"SELECT count(*) FROM note WHERE child_id IS NOT ? AND ({clauses})", (child_id, *words))
    return int(str(number))


def _keep_reference(store: Store, reference: str) -> None:
    """A reference is never given again: exports made earlier may hold it."""
    number = reference.removeprefix("C-")
    if number.isdecimal() and int(number) > int(store.meta("last_reference") or 0):
        store.set_meta("last_reference", number)


def certificate(store: Store, erasure: Erasure) -> Report:
    """The certificate as a report. It holds no personal data, so that it can be kept."""
    code = store.meta("authority")
    done = show_date(erasure.made_at.date())
    rows = [*erasure.counts, ("Documents, removed ones included", erasure.documents),
            ("Entries of the history whose contents were emptied", erasure.entries)]  # fmt: skip
    remaining = []
    if not erasure.written_anew:
        remaining.append(
            f"{store.path.name} could not be written anew, so parts of the record may still lie in pages of the file "
            "that were given up; do so once no other program is using it."
        )
    if erasure.copies.left:
        remaining.append(
            f"These copies could not be made again and may hold the record; delete them by hand: "
            f"{listed(list(erasure.copies.left))}."
        )
    if erasure.mentions:
        remaining.append(
            f"{plural(erasure.mentions, 'note')} about other records {'names' if erasure.mentions == 1 else 'name'} "
            "the child; read and change them by hand."
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
                f"Before: {erasure.head_before}. After: {erasure.head_after}. The erasure is change {erasure.change} "
                "of the history, whose chain still holds; it cannot be undone."
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
            ("State of the store after", erasure.head_after),
        ),
        keywords=("erasure", "retention"),
    )


def _of_copies(copies: Remade) -> str:
    if not copies.remade and not copies.untouched and not copies.left:
        return "The store had no backups."
    held = f"{plural(len(copies.remade), 'backup')} held the record and {'was' if len(copies.remade) == 1 else 'were'}"
    return (
        f"{held} made again without it and checked; {plural(len(copies.untouched), 'backup')} did not hold it; "
        f"{plural(len(copies.left), 'copy', 'copies')} could not be reached."
    )


def write_certificate(store: Store, erasure: Erasure, path: Path) -> None:
    """Write the certificate as PDF; the export is recorded. Raises UserError where it cannot be written."""
    write_pdf(certificate(store, erasure), path)
    record_export(store, "Certificate of erasure", [path], erasure.made_at.date())

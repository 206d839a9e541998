"""Erase one child: from the store, its history and every backup, with a certificate that says nothing of the child."""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Literal

from suffdesk.core.dates import local_time, show_date, this_day
from suffdesk.core.errors import Cancelled, Refused, UserError
from suffdesk.core.progress import Progress, silent
from suffdesk.core.text import listed, plural
from suffdesk.domain.registry import BY_NAME, ENTITIES
from suffdesk.operations.mentions import mentions
from suffdesk.operations.retention import kept_of
from suffdesk.store.belonging import IDENTIFYING, Held, held_of
from suffdesk.store.copies import Remade, copies_of, marks_of_store, remake_copies
from suffdesk.store.engine import DatabaseError
from suffdesk.store.erasing import compact, erase_rows
from suffdesk.store.erasures import ErasedBefore, Recorded, digests_of, record_erasure, told_erasures
from suffdesk.store.events import write_event
from suffdesk.store.opening import Store
from suffdesk.store.passphrase import known_keys
from suffdesk.store.seals import mark

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
    journal whose contents were emptied; ``mentions`` are records that are not about the child and name it, and
    ``mentioned_in`` says of what kinds; ``elsewhere`` are records that once were about the child and are about another
    now. ``copies`` is None, and ``written_anew`` False, until they were gone through. With ``earlier_history`` an older
    backup has since taken the place of the store, and its history is not the one in which the erasure is a change.
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
    copies: Remade | None
    mentions: int
    written_anew: bool
    head_before: str
    head_after: str
    earlier_history: bool = False
    elsewhere: int = 0
    mentioned_in: str = ""

    @property
    def reached(self) -> bool:
        """Whether the file and every copy beside it were gone through; else :func:`finish_erasure` may do so."""
        return self.written_anew and self.copies is not None and not self.copies.left

    @property
    def complete(self) -> bool:
        """Whether nothing is left to do, by hand either."""
        return self.reached and not self.mentions and not self.elsewhere


@dataclass(frozen=True, slots=True)
class WhatGoes:
    """What an erasure would take away, to be agreed to: see :class:`Erasure` for what is counted.

    ``drafts`` are forms left without saving; ``copies`` how many copies there are to go through; ``refusals`` why
    some reasons do not hold.
    """

    reference: str
    counts: tuple[tuple[str, int], ...]
    entries: int
    documents: int
    drafts: int
    copies: int
    mentions: int
    refusals: Mapping[Reason, str]
    elsewhere: int = 0
    mentioned_in: str = ""


def what_goes(store: Store, child_id: str) -> WhatGoes:
    """Count what is held of a child, removed or not. Raises UserError where nothing is."""
    held = _held(store, child_id)
    refusals: dict[Reason, str] = {}
    for reason in REASONS:
        try:
            _rule(store, child_id, reason, _today())
        except Refused as error:
            refusals[reason] = str(error)
    named = mentions(store, held)
    copies = copies_of(store.path, marks_of_store(store.db, store.raw_key))
    return WhatGoes(
        held.reference, _counted(held.rows), len(held.entries), len(held.documents), len(held.drafts), len(copies),
        sum(named.values()), refusals, _count(held.elsewhere), _mentioned_in(named),
    )  # fmt: skip


def _mentioned_in(named: Mapping[str, int]) -> str:
    kinds = ((BY_NAME[entity], number) for entity, number in named.items())
    return listed([plural(number, kind.label.lower(), kind.label_many.lower()) for kind, number in kinds])


def mention_words(found: WhatGoes | Erasure) -> str:
    """``1 note about other records names``; what names a child and stays, up to the verb."""
    kinds = found.mentioned_in or plural(found.mentions, "note")  # an earlier release looked at notes alone
    return f"{kinds} about other records {'names' if found.mentions == 1 else 'name'}"


def _held(store: Store, child_id: str) -> Held:
    held = held_of(store.db, child_id)
    if not held.reference:
        raise UserError("The child is no longer there")
    return held


_CHILDREN = BY_NAME["child"].label_many
_SINGULAR = {entity.label_many: entity.label for entity in ENTITIES}


def going_lines(going: WhatGoes) -> list[str]:
    """What an erasure would take away, a sentence each."""
    records = [
        plural(number, _SINGULAR[name].lower(), name.lower()) for name, number in going.counts if name != _CHILDREN
    ]
    also = [
        words
        for number, words in (
            (going.entries, f"the contents of {plural(going.entries, 'entry', 'entries')} of the history"),
            (going.documents, f"{plural(going.documents, 'file')} (removed ones included)"),
            (going.drafts, plural(going.drafts, "unsaved form")),
        )
        if number
    ]
    there = any(name == _CHILDREN for name, _ in going.counts)
    lines = [
        f"Everything held of {going.reference} goes: {listed([*(['its facts'] if there else []), *records])}."
        if there or records else f"{going.reference} was removed; what the history still says of it goes.",
        f"With it go {listed(also)}." if also else "",
        f"{plural(going.copies, 'backup')} beside the store will be gone through; what holds the record is made again "
        "without it." if going.copies else "No backup lies beside the store.",
        f"{plural(going.elsewhere, 'record')} that once {'was' if going.elsewhere == 1 else 'were'} about the child "
        "will stay, about another child now, without the history: read and change them by hand."
        if going.elsewhere else "",
        f"{mention_words(going)} the child and will stay: read and change them by hand." if going.mentions else "",
        "Files exported earlier, and copies of the store made elsewhere, are not reached.",
    ]  # fmt: skip
    return [line for line in lines if line]


def _counted(rows: Mapping[str, Sequence[str]]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((BY_NAME[table].label_many, len(ids)) for table, ids in rows.items()))


def _count(rows: Mapping[str, Sequence[str]]) -> int:
    return sum(len(ids) for ids in rows.values())


def _today() -> date:
    return this_day()


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
    the child is looked after, or another task is using the store. What cannot be reached then
    (``reached``) :func:`finish_erasure` goes through later. It can be cancelled until the
    first record is gone, and then no more.
    """
    held = _held(store, child_id)
    rule = _rule(store, child_id, reason, as_at or _today())
    with store.alone("Erase a child's record"):
        pass  # found now, before anything is erased: the file is written anew at the end
    named = mentions(store, held)
    progress("Erasing the record", 0.0)
    before = mark(store.db)
    with store.change("Erase a child's record") as result:
        gone = held_of(store.db, child_id)
        erase_rows(store.db, gone, result.change)
        words = f"A child's record was erased: {REASONS[reason].lower()}"
        write_event(store.db, store.who, "child erased", f"{words} ({rule})" if rule else words)
        made = Erasure(
            change=_next_change(store),
            made_at=local_time(datetime.now(UTC)),
            who=store.who,
            reason=REASONS[reason],
            rule=rule,
            request=request.strip(),
            counts=_counted(gone.rows),
            entries=len(gone.entries) + _count(gone.rows),
            documents=len(gone.documents),
            copies=None,
            mentions=sum(named.values()),
            mentioned_in=_mentioned_in(named),
            written_anew=False,
            head_before=before,
            head_after="",
            elsewhere=_count(gone.elsewhere),
        )
        rows = {
            entity: ids for entity, every in gone.ever.items() if (ids := _without(every, gone.elsewhere.get(entity)))
        }
        one = Recorded(child_id, _facts(made), rows, digests_of(store.db, gone))
        record_erasure(store.db, one)  # with the erasure: whatever happens next, it is known
    return _reach(store, one, replace(made, head_after=mark(store.db)), progress)


def _without(ids: Sequence[str], others: Sequence[str] | None) -> list[str]:
    return [one for one in ids if one not in (others or ())]


def finish_erasure(store: Store, number: int, progress: Progress = silent) -> Erasure:
    """Go again through what an erasure could not reach: the file, and copies that were held or not there then.

    Raises UserError where there is no such erasure, Refused while another task uses the store.
    """
    one = _recorded(store, number)
    made = _from_facts(one)
    with store.alone("Finish an erasure"):
        pass
    return _reach(store, one, replace(made, head_after=made.head_after or mark(store.db)), progress)


def unfinished_erasures(store: Store) -> list[int]:
    """Numbers of the erasures that did not reach the file or a copy of it."""
    return [one.number for one in reversed(erasures_made(store)) if not one.erasure.reached]


def interrupted_erasure(store: Store) -> int | None:
    """The number of the first erasure that was cut short, by a full disk or a kill; None where there is none."""
    for one in reversed(erasures_made(store)):
        if one.erasure.copies is None or not one.erasure.written_anew:
            return one.number
    return None


def _reach(store: Store, one: Recorded, made: Erasure, progress: Progress) -> Erasure:
    """Write the file anew, go through the copies, and record what became of both.

    What fails here, for want of room or because another program is in the way, is left to be done: the record itself
    is erased already, and is not said not to be.
    """
    written_anew = True
    _say(progress, "Writing the store anew", 0.2)
    try:
        write_anew(store)
    except (UserError, DatabaseError, OSError):
        written_anew = False
    found = remake_copies(
        store.path, marks_of_store(store.db, store.raw_key), known_keys(store), one.child_id, one.rows,
        lambda what, part: _say(progress, what, 0.4 + 0.6 * part),
    )  # fmt: skip
    if made.copies is not None:
        remade = tuple(dict.fromkeys((*made.copies.remade, *found.remade)))
        untouched = tuple(name for name in found.untouched if name not in remade)
        found = Remade(remade, untouched, found.left, (*made.copies.removed, *found.removed))
    finished = replace(made, copies=found, written_anew=written_anew)
    try:
        with store.writing("Record an erasure"):
            record_erasure(store.db, replace(one, facts=_facts(finished)))
    except (UserError, DatabaseError):
        return made  # as it is recorded: all of it is gone through again
    return finished


def _next_change(store: Store) -> int:
    ((last,),) = store.rows("SELECT coalesce(max(seq), 0) FROM change_log")
    return int(str(last)) + 1


# What is kept of erasures


@dataclass(frozen=True, slots=True)
class Made:
    """An erasure and the number under which it is kept."""

    number: int
    erasure: Erasure


def erasures_made(store: Store) -> list[Made]:
    """The erasures whose certificates are kept, the latest first."""
    return [Made(number, _from_facts(one)) for number, one in reversed(_with_facts(store))]


def erasure_numbered(store: Store, number: int) -> Erasure:
    """One of them by its number. Raises UserError where there is none."""
    return _from_facts(_recorded(store, number))


def _with_facts(store: Store) -> list[tuple[int, Recorded]]:
    return list(enumerate((one for one in told_erasures(store.db).values() if one.facts), start=1))


def _recorded(store: Store, number: int) -> Recorded:
    for known, one in _with_facts(store):
        if known == number:
            return one
    raise UserError(f"There is no erasure {number}; look at the list of erasures")


def erasure_of(store: Store, text: str) -> int | None:
    """The number of the latest erasure of a child who was called so in other systems; None where none is known."""
    before = ErasedBefore(store.db)
    ids = {before.child(name, text.strip()) for name in IDENTIFYING}
    return next((number for number, one in reversed(_with_facts(store)) if one.child_id in ids), None)


def _facts(made: Erasure) -> dict[str, object]:
    return {**asdict(made), "made_at": made.made_at.isoformat()}


def _from_facts(one: Recorded) -> Erasure:
    facts: dict[str, Any] = dict(one.facts)
    facts["made_at"] = local_time(datetime.fromisoformat(facts["made_at"]))
    facts["counts"] = tuple((name, number) for name, number in facts["counts"])
    if facts["copies"] is not None:
        facts["copies"] = Remade(**{name: tuple(files) for name, files in facts["copies"].items()})
    return Erasure(**facts)


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
    kept = kept_of(store, child_id)
    if kept is None:
        raise Refused("The record was removed, so no time runs for which it is kept; choose another reason")
    if kept.until is None:
        raise Refused("No date of birth is held, so it cannot be told how long the record is kept")
    if kept.until > as_at:
        raise Refused(f"The record is kept until {show_date(kept.until)} ({kept.rule})")
    return kept.rule

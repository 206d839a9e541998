"""Matching of a case system's extract with what a store holds, between two returns. Nothing is written here.

A child is found by 903 identifier, else by pupil number, else by reference; a placement by child and a start within
7 days. Nothing ends without a date from the extract or a person's word; what has no date asks before it is done.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import chain

from suffdesk.core.dates import financial_year_end, show_date
from suffdesk.core.errors import UserError
from suffdesk.core.kinds import Value
from suffdesk.core.problem import Problem
from suffdesk.core.progress import Progress, silent
from suffdesk.domain.codes import code_set
from suffdesk.domain.formats.extract import OF_CHILD, Extract, ExtractRow
from suffdesk.domain.formats.mapping import Blanks
from suffdesk.imports.merging.children import ChildMerge
from suffdesk.imports.merging.derive import Derived
from suffdesk.imports.merging.homes import homes_elsewhere, known_homes
from suffdesk.imports.merging.in_year_dates import impossible_dates
from suffdesk.imports.merging.in_year_items import Decisions, InYearPlan, Listing, field_changes
from suffdesk.imports.merging.in_year_placements import PlacementMatch, differing, started_of
from suffdesk.imports.merging.places import find_places
from suffdesk.imports.merging.records import Record, Writes, new_record, read_records
from suffdesk.imports.postcodes import PostcodeDirectory
from suffdesk.store.erasures import ErasedBefore
from suffdesk.store.opening import Store

_NO_DECISIONS = Decisions()
_NO_IDENTIFIER = "The child is not in the store, and the row has no 903 identifier to keep one under"
_NEW = "No child with this identifier is held"
_ERASED = "This child was erased from the store; say yes to import it again"


def plan_in_year(
    store: Store,
    extract: Extract,
    directory: PostcodeDirectory,
    *,
    as_at: date,
    complete: bool,
    blanks: Blanks = "keep",
    decisions: Decisions = _NO_DECISIONS,
    include_erased: bool = False,
    progress: Progress = silent,
) -> InYearPlan:
    """What an extract of ``as_at`` would do. ``complete``: it holds every child looked after that day.

    A child who was erased from the store is asked about, unless ``include_erased``. Raises UserError for a decided
    ending that cannot be.
    """
    state = store.records_state()
    progress("Reading what the store holds", 0.1)
    matching = _Matching(store, extract, as_at, blanks, decisions)
    matching.erased = None if include_erased else ErasedBefore(store.db)
    progress("Matching children and placements", 0.3)
    matching.match(complete=complete)
    progress("Finding postcodes", 0.6)
    moved = [record for some in matching.care.episodes.values() for record in some if _moved(record)]
    find_places(moved, directory)
    homes = known_homes(matching.care.episodes[one] for one in sorted(matching.named))
    progress("Making placements", 0.8)
    return InYearPlan(
        extract.file, as_at, tuple(matching.listing.items), _in_order(extract.problems, matching.impossible),
        matching.writes(store), state,
        extract.rows_read, extract.rows_left_out, extract.columns_ignored,
        homes_elsewhere(store.meta("authority"), homes),
    )  # fmt: skip


def _in_order(*problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """All problems in the order of rows, those of the whole file first."""
    return tuple(sorted(chain(*problems), key=lambda problem: problem.row or 0))


def _moved(record: Record) -> bool:
    held = record.held or {}
    return any(record.values[name] != held.get(name) for name in ("home_postcode", "placement_postcode"))


class _Matching:
    def __init__(self, store: Store, extract: Extract, as_at: date, blanks: Blanks, decisions: Decisions) -> None:
        self.listing = Listing(decisions)
        self._extract = extract
        self._as_at = as_at
        self._blanks = blanks
        self._children = ChildMerge(read_records(store, "child"), int(store.meta("last_reference") or 0))
        self.erased: ErasedBefore | None = None
        """Who was erased, where that is asked about."""
        held = list(self._children.records.values())
        self._by_other = {
            name: {record.values[name]: record for record in held if record.values[name]}
            for name in ("upn", "reference")
        }
        self._placements = {record.id: record for record in read_records(store, "placement")}
        self.care = PlacementMatch(read_records(store, "episode"), self._placements, self.listing, as_at, blanks)
        self._uasc = {
            (record.values["child_id"], record.values["collection_year"]): record
            for record in read_records(store, "uasc_status")
        }
        self.impossible: list[Problem] = []
        """Dates of rows that cannot all be right."""
        self._left: set[str] = set()
        """New children whom a person left out, so that they are not made."""
        self.named: set[str] = set()
        """Ids of the children of whom the extract tells."""

    def match(self, *, complete: bool) -> None:
        """Go through the extract, child by child."""
        rows: dict[str, list[ExtractRow]] = defaultdict(list)
        children: dict[str, Record] = {}
        for row in self._extract.rows:
            child = self._child(row)
            if child is None:
                self.listing.add("left out", "child", None, row, _NO_IDENTIFIER, doing=False)
            else:
                children[child.id] = child
                rows[child.id].append(row)
                born = row.values.get("date_of_birth") or child.values["date_of_birth"]
                self.impossible.extend(impossible_dates(self._extract.file, row, born, self._as_at))
        self.named = set(rows)
        for child_id, some in rows.items():
            child = children[child_id]
            if child.held is None and not self._new_child(child, some[0]):
                continue
            for row in sorted(some, key=lambda row: (row.day("started") or date.max, row.row)):
                before = len(self.listing.items)
                if child.held is not None:
                    self._facts(child, row)
                self._uasc_status(child, row)
                self.care.take(child, row)
                if len(self.listing.items) == before:
                    self.listing.add("unchanged", "placement", child, row, "Held as the extract has it", doing=False)
        if complete:
            self._absent(set(rows))

    def _child(self, row: ExtractRow) -> Record | None:
        """The child of a row, made where it is new; None where it can be neither found nor made."""
        identifier = row.text("identifier")
        if identifier is not None and identifier in self._children.records:
            return self._children.records[identifier]
        for name, held in self._by_other.items():
            if (said := row.text(name)) is not None and said in held:
                return held[said]
        if identifier is None:
            return None
        self._children.name([identifier])
        return self._children.records[identifier]

    def _new_child(self, child: Record, row: ExtractRow) -> bool:
        facts = {name: row.values[name] for name in OF_CHILD if row.values.get(name) is not None}
        erased = self._was_erased(child, row)
        if not self.listing.add(
            "new", "child", child, row, _ERASED if erased else _NEW, fields=({}, facts), asks=erased
        ):
            self._left.add(child.id)
            return False
        child.values.update(facts)
        return True

    def _was_erased(self, child: Record, row: ExtractRow) -> bool:
        if not self.erased:
            return False
        said = {"identifier": child.values["identifier"], "upn": row.text("upn")}
        return any(self.erased.child(name, words) for name, words in said.items())

    def _facts(self, child: Record, row: ExtractRow) -> None:
        facts = differing(row, OF_CHILD, child.values, self._blanks)
        said = row.text("identifier")
        other = f", and the 903 identifier {said}" if said not in (None, child.values["identifier"]) else ""
        if facts and self.listing.add(
            "changed", "child", child, row, f"The extract has other facts of the child{other}",
            fields=(dict(child.values), facts),
        ):  # fmt: skip
            child.values.update(facts)

    def _uasc_status(self, child: Record, row: ExtractRow) -> None:
        year = financial_year_end(self._as_at)
        if not row.values.get("uasc") or (child.id, year) in self._uasc:
            return
        values: dict[str, Value] = {"child_id": child.id, "ceased_on": None, "collection_year": year}
        if self.listing.add("new", "uasc_status", child, row, "The extract says that the child is one"):
            self._uasc[child.id, year] = new_record(values)

    def _absent(self, present: set[str]) -> None:
        """Children looked after in the store and not in the extract: asked about, and ended only on a person's word."""
        for child in sorted(self._children.records.values(), key=lambda record: str(record.values["reference"])):
            latest = self.care.open_on(child.id, self._as_at)
            if child.id in present or latest is None:
                continue
            reason = (
                f"Held as looked after since {show_date(self.care.since(latest))}, and not in the extract; say on "
                "which day care ended, or leave it"
            )
            self.listing.add("ended?", "placement", child, None, reason, part="ended?", asks=True, doing=False)
            item = self.listing.items[-1]
            if item.key not in self.listing.decisions.endings:
                continue
            day, why = self.listing.decisions.endings[item.key]
            if not started_of(latest) < day <= self._as_at:
                raise UserError(
                    f"Care of {child.values['reference']} cannot end on {show_date(day)}: its episode began on "
                    f"{show_date(started_of(latest))}, and the extract is of {show_date(self._as_at)}"
                )
            if why is not None and why not in code_set("REC").by_code:
                raise UserError(f"“{why}” is not a reason for which care ceases in the return; use E4A and the like")
            shown = field_changes("episode", {}, {"until": day, "reason_ceased": why})
            self.listing.items[-1] = replace(item, fields=shown, applied=True)
            self.care.end(latest, day, why)

    def writes(self, store: Store) -> Writes:
        """What is to be written, placements and care periods made anew for every child whose episodes change."""
        derived = Derived.of(
            read_records(store, "care_period"), self._placements.values(), read_records(store, "setting")
        )
        for child_id in sorted(self.care.touched):
            derived.derive(child_id, self.care.episodes[child_id])
        writes = Writes()
        writes.take("child", (record for record in self._children.records.values() if record.id not in self._left))
        writes.take("setting", derived.settings.values())
        for some in derived.periods.values():
            writes.take("care_period", some)
        for some in derived.placements.values():
            writes.take("placement", some)
        for some in self.care.episodes.values():
            writes.take("episode", some)
        writes.take("uasc_status", self._uasc.values())
        return writes

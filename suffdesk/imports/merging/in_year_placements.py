"""Matching of a placement that an extract tells of with a child's episodes: the same one, a move, or a start."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from suffdesk.analysis.histories import build_history
from suffdesk.core.dates import show_date
from suffdesk.core.kinds import Value
from suffdesk.domain.codes import MOVED_ON, SHORT_BREAKS
from suffdesk.domain.episode import FROM_EXTRACT
from suffdesk.domain.formats.extract import OF_PLACEMENT, ExtractRow
from suffdesk.domain.formats.mapping import Blanks
from suffdesk.domain.registry import BY_NAME
from suffdesk.imports.merging.derive import episode_row
from suffdesk.imports.merging.in_year_items import Listing
from suffdesk.imports.merging.records import Record, new_record

NEAR = timedelta(days=7)
"""Two starts no further apart are the same placement (DOMAIN.md, "Merging years")."""
_FACTS = (*OF_PLACEMENT, "need")
_WHERE = ("place", "placement_postcode", "urn")


def differing(row: ExtractRow, names: Sequence[str], held: Mapping[str, Value], blanks: Blanks) -> dict[str, Value]:
    """Facts of a row that differ from what is held; an empty cell counts only where blanks clear."""
    return {
        name: row.values[name]
        for name in names
        if name in row.values and row.values[name] != held[name] and (row.values[name] is not None or blanks == "clear")
    }


def _elsewhere(row: ExtractRow, episode: Record) -> dict[str, Value]:
    """What a row says of where the child is, where the episode says otherwise."""
    found = differing(row, _WHERE, episode.values, "keep")
    return {name: value for name, value in found.items() if episode.values[name] is not None}


def _moved_between(elsewhere: Mapping[str, Value]) -> bool:
    return "placement_postcode" in elsewhere and len(elsewhere) > 1


def _day(value: Value) -> date | None:
    return value if isinstance(value, date) else None


def started_of(record: Record) -> date:
    """When an episode or a placement began."""
    started = record.values["started"]
    assert isinstance(started, date), "a required field of episodes and placements"
    return started


def _covers(record: Record, day: date) -> bool:
    until = _day(record.values["until"])
    return started_of(record) <= day and (until is None or until > day)


def _is_short_break(record: Record) -> bool:
    return record.values["legal_status"] in SHORT_BREAKS


@dataclass(frozen=True, slots=True)
class _Span:
    """What a row says of when: a placement from ``start``, until ``until`` where it ended, and whether care did."""

    start: date | None
    until: date | None
    reason: str | None
    left_care: bool


class PlacementMatch:
    """Every child's episodes, as they are and as an extract would have them."""

    def __init__(
        self,
        episodes: Iterable[Record],
        placements: Mapping[str, Record],
        listing: Listing,
        as_at: date,
        blanks: Blanks,
    ) -> None:
        self.episodes: dict[str, list[Record]] = defaultdict(list)
        for record in episodes:
            self.episodes[str(record.values["child_id"])].append(record)
        self.touched: set[str] = set()
        """Children any of whose episodes are new or changed."""
        self._placements = placements
        self._list = listing.add
        self._as_at = as_at
        self._blanks = blanks

    def open_on(self, child_id: str, day: date) -> Record | None:
        """The episode of looked-after care that is open on a day, as figures count it."""
        episodes = self.episodes.get(child_id, [])
        history = build_history(child_id, None, None, None, [episode_row(record) for record in episodes])
        place = history.open_on(day)
        if place is None:
            return None
        return next(record for record in episodes if record.id == history.episodes[place].id)

    def end(self, episode: Record, day: date, reason: str | None) -> None:
        """Cease an episode."""
        episode.values.update({"until": day, "reason_ceased": reason})
        self.touched.add(str(episode.values["child_id"]))

    def take(self, child: Record, row: ExtractRow) -> None:
        """List what a row says of a child's placement, and do what is to be done."""
        span = self._span(child, row)
        episodes = [record for record in self.episodes[child.id] if not _is_short_break(record)]
        if span.start is None:
            self._without_start(child, row, span, episodes)
        elif span.start > self._as_at:
            self._list("left out", "placement", child, row, f"It starts on {show_date(span.start)}, after the day of "
                       "the extract", doing=False)  # fmt: skip
        elif span.until is not None and span.until < span.start:
            self._list("left out", "placement", child, row, "It ends before it starts", doing=False)
        else:
            held = self._held_placement(child.id, row, span.start)
            if held:
                self._same(child, row, span, held)
            else:
                self._other(child, row, span, episodes)

    def _span(self, child: Record, row: ExtractRow) -> _Span:
        ceased = row.day("care_ceased")
        until = row.day("until") or ceased
        left_care = ceased is not None and until == ceased
        reason = row.text("care_reason_ceased") if left_care else None
        start = row.day("started")
        if start is None and not self.episodes[child.id]:
            start = row.day("care_started")
        return _Span(start, until, reason, left_care)

    def _held_placement(self, child_id: str, row: ExtractRow, start: date) -> list[Record]:
        """Episodes of the placement that began within 7 days, the nearest; none where a child moved in those days.

        A start on another day, with another postcode and another kind of place or number, is a move.
        """
        groups: dict[Value, list[Record]] = defaultdict(list)
        for record in self.episodes[child_id]:
            if not _is_short_break(record):
                groups[record.values["placement_id"] or record.id].append(record)
        near = [
            some for some in groups.values()
            if started_of(some[0]) == start
            or (abs(started_of(some[0]) - start) <= NEAR and not _moved_between(_elsewhere(row, some[0])))
        ]  # fmt: skip
        return min(near, key=lambda some: abs(started_of(some[0]) - start), default=[])

    def _same(self, child: Record, row: ExtractRow, span: _Span, held: list[Record]) -> None:
        """The placement is held: correct it, note a change of legal status, end it."""
        latest = held[-1]
        facts = differing(row, _FACTS, latest.values, self._blanks)
        if facts and self._list(
            "changed", "placement", child, row, f"The placement since {show_date(started_of(held[0]))} has other facts",
            fields=(dict(latest.values), facts),
        ):  # fmt: skip
            latest.values.update(facts)
            self.touched.add(child.id)
        if latest.values["until"] is None:
            latest = self._legal_status(child, row, latest)
        self._end(child, row, span, latest)

    def _legal_status(self, child: Record, row: ExtractRow, latest: Record) -> Record:
        """A new legal status begins a new episode in the same placement; returns the latest episode."""
        now, held = row.text("legal_status"), latest.values["legal_status"]
        if now is None or now == held:
            return latest
        since = row.day("legal_status_started")
        asks = since is None
        fields: tuple[dict[str, Value], dict[str, Value]] = ({"legal_status": held}, {"legal_status": now})
        if held is None or (since is not None and since <= started_of(latest)):
            if self._list("changed", "episode", child, row, "The legal status since the start is another",
                          fields=fields, part="legal status"):  # fmt: skip
                latest.values["legal_status"] = now
                self.touched.add(child.id)
            return latest
        day = since or self._as_at
        if day > self._as_at or day <= started_of(latest):
            self._list("left out", "episode", child, row, f"The legal status is dated {show_date(day)}, which is not "
                       "between the start of the placement and the day of the extract", fields=fields,
                       part="legal status", doing=False)  # fmt: skip
            return latest
        reason = (
            f"The legal status changed on {show_date(day)}" if since
            else f"The legal status is another, and the extract does not say since when; say yes to date it "
                 f"{show_date(day)}, the day of the extract"
        )  # fmt: skip
        if not self._list("changed", "episode", child, row, reason, fields=fields, part="legal status", asks=asks):
            return latest
        following = {**latest.values, "started": day, "reason_new": "L", "legal_status": now, "until": None,
                     "reason_ceased": None, "reason_change": None, "said": None}  # fmt: skip
        latest.values.update({"until": day, "reason_ceased": MOVED_ON})
        return self._add(child.id, following)

    def _end(self, child: Record, row: ExtractRow, span: _Span, latest: Record) -> None:
        held = _day(latest.values["until"])
        fields = {"until": span.until, "reason_ceased": span.reason}
        if span.until is not None and held is None:
            if span.until <= started_of(latest):
                self._list("left out", "placement", child, row, f"It ended on {show_date(span.until)}, and the episode "
                           f"held since {show_date(started_of(latest))} is later", part="end", doing=False)  # fmt: skip
            elif self._list("ended", "placement", child, row, _why_ended(span), part="end",
                            fields=(dict(latest.values), {"until": span.until})):  # fmt: skip
                latest.values.update(fields)
                self.touched.add(child.id)
        elif span.until is not None and held is not None and span.until != held:
            ours = latest.values["source"] is not None
            if span.until > started_of(latest) and self._list(
                "changed", "placement", child, row, f"It is held as ended on {show_date(held)}", part="end",
                fields=(dict(latest.values), {"until": span.until}), asks=not ours,
            ):  # fmt: skip
                latest.values["until"] = span.until
                self.touched.add(child.id)
        elif span.until is None and held is not None and not self._goes_on(child.id, held) and self._list(
            "changed", "placement", child, row, f"It is held as ended on {show_date(held)}, and the extract has it "
            "open; say yes to open it again", part="end", fields=(dict(latest.values), {"until": None}), asks=True,
        ):  # fmt: skip
            latest.values.update({"until": None, "reason_ceased": None})
            self.touched.add(child.id)

    def _goes_on(self, child_id: str, day: date) -> bool:
        """Whether an episode starts on or after a day: then what ended that day cannot be opened again."""
        return any(started_of(record) >= day for record in self.episodes[child_id])

    def _without_start(self, child: Record, row: ExtractRow, span: _Span, episodes: list[Record]) -> None:
        """The extract does not say when the placement started: it is the open one where nothing differs."""
        latest = next((record for record in reversed(episodes) if record.values["until"] is None), None)
        if latest is None:
            self._list("left out", "placement", child, row, "The extract does not say when the placement started",
                       doing=False)  # fmt: skip
            return
        facts = _elsewhere(row, latest)
        if facts:
            self._list("left out", "placement", child, row, "It is another placement than the one held, and the "
                       "extract does not say when it started", fields=(dict(latest.values), facts),
                       doing=False)  # fmt: skip
            return
        latest = self._legal_status(child, row, latest)
        self._end(child, row, span, latest)

    def _other(self, child: Record, row: ExtractRow, span: _Span, episodes: list[Record]) -> None:
        """No placement held began near: the child came into care, or moved."""
        start = span.start
        assert start is not None, "looked at before"
        left = next((record for record in reversed(episodes) if _covers(record, start)), None)
        later = [record for record in episodes if started_of(record) > start]
        in_the_way = [r for r in later if span.until is None or started_of(r) < span.until]
        if in_the_way or (left is not None and left.values["until"] is not None):
            other = started_of(in_the_way[0] if in_the_way else left)  # type: ignore[arg-type]
            self._list("left out", "placement", child, row, f"The placement since {show_date(start)} is not held, and "
                       f"another since {show_date(other)} is, in the same time", doing=False)  # fmt: skip
            return
        facts: dict[str, Value] = {name: row.values.get(name) for name in (*_FACTS, "legal_status")}
        if left is not None:
            kept = ("legal_status", "need", "home_postcode")
            facts.update({name: left.values[name] for name in kept if facts[name] is None})
            changed = facts["legal_status"] != left.values["legal_status"]
            reason_new = "B" if changed else "P"
            reason = f"The child moved: the placement since {show_date(self.since(left))} ends that day"
        else:
            reason_new, reason = self._reason_new(row, start, episodes)
        values = {
            **dict.fromkeys(field.name for field in BY_NAME["episode"].fields), **facts, "child_id": child.id,
            "started": start, "reason_new": reason_new, "until": span.until, "reason_ceased": span.reason,
        }  # fmt: skip
        shown = {name: value for name, value in values.items() if value is not None and name != "child_id"}
        if self._list("new", "placement", child, row, reason, fields=({}, shown)):
            if left is not None:
                left.values.update({"until": start, "reason_ceased": MOVED_ON})
            self._add(child.id, values)

    def since(self, episode: Record) -> date:
        placement = self._placements.get(str(episode.values["placement_id"]))
        return started_of(placement or episode)

    def _reason_new(self, row: ExtractRow, start: date, episodes: list[Record]) -> tuple[str, str]:
        """Why an episode begins that follows no open one, and the words for it."""
        care = row.day("care_started")
        before = [record for record in episodes if started_of(record) < start]
        if before and before[-1].values["until"] == start and before[-1].values["reason_ceased"] == MOVED_ON:
            return "P", "The child moved"
        if care is not None and care < start - NEAR:
            return "P", f"Care began on {show_date(care)}; placements before this one are not held"
        if care is not None and care > start + NEAR:
            return "P", f"The extract has care begin later, on {show_date(care)}, so this is no start of care"
        if care is not None or before:
            return "S", "The child started to be looked after"
        return "P", "No placement of the child is held, and the extract does not say when care began"

    def _add(self, child_id: str, values: dict[str, Value]) -> Record:
        """A new episode of this extract, in its place among the child's."""
        there = self.episodes[child_id]
        started = values["started"]
        values = {
            **values, "position": sum(record.values["started"] == started for record in there), "placement_id": None,
            "collection_year": None, "source": FROM_EXTRACT,
        }  # fmt: skip
        record = new_record(values)
        there.append(record)
        there.sort(key=lambda record: (started_of(record), int(str(record.values["position"]))))
        self.touched.add(child_id)
        return record


def _why_ended(span: _Span) -> str:
    if not span.left_care:
        return "The extract has it ended"
    return "Care ended" + ("" if span.reason else "; the extract does not say why")

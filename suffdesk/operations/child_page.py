"""Everything about one child on one page: history as spans, moves, what is due, scores, documents, notes, links."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from suffdesk.core.dates import add_months, due_words, financial_year_end, financial_year_span, local_time, show_date
from suffdesk.domain.authorities import area_name, at_a_distance, region_band
from suffdesk.domain.codes import code_set
from suffdesk.domain.looked_after import (
    HEALTH_SOURCE,
    REVIEWS_SOURCE,
    SDQ_SOURCE,
    has_sdq,
    months_between_health_assessments,
    next_review,
    sdq_band,
)
from suffdesk.domain.placement import LOOKED_AFTER, POST_18
from suffdesk.domain.registry import BY_NAME
from suffdesk.domain.working_days import add_working_days
from suffdesk.operations.child_record import ChildRecord, child_record
from suffdesk.operations.documents import Document, documents_of
from suffdesk.operations.searching import without_episode
from suffdesk.store.opening import Store
from suffdesk.store.queries.names import names_of
from suffdesk.store.queries.standing import NAME


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one lane of the timeline. ``until`` is the day on which it ceased, None where it goes on."""

    lane: str
    code: str
    label: str
    started: date
    until: date | None
    row_id: str
    entity: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """From one placement to the next within care; ``miles`` is how far from home the new one is."""

    day: date
    left: str
    went_to: str
    reason: str
    miles: float | None


@dataclass(frozen=True, slots=True)
class Due:
    """Something that has to happen, by when (None where that cannot be told), and where the rule stands."""

    what: str
    by: date | None
    words: str
    source: str
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Distance:
    """Where the child lives now, three ways (DOMAIN.md, "Three tests of distance")."""

    miles: float | None
    area: str
    band: str
    at_a_distance: bool | None


@dataclass(frozen=True, slots=True)
class SdqScore:
    """One year's score, or why there is none. ``year`` is that of the 31 March."""

    year: int
    score: int | None
    band: str
    reason: str


@dataclass(frozen=True, slots=True)
class HealthYear:
    """Checks as returned at one 31 March: label and Yes, No or empty (not asked of the child)."""

    year: int
    checks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A note about the child or about one of its records. ``written_at`` is local time."""

    row_id: str
    written_at: datetime
    who: str
    about: str
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """Another record that the page leads to."""

    entity: str
    row_id: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class ChildPage:
    """What is held of a child, as at a date. Lists are the latest first, but for spans and dues (soonest first)."""

    record: ChildRecord
    looked_after: bool
    spans: tuple[Span, ...]
    moves: tuple[Move, ...]
    distance: Distance | None
    reviews: tuple[tuple[date, str], ...]
    due: tuple[Due, ...]
    missing: tuple[Span, ...]
    sdq: tuple[SdqScore, ...]
    health: tuple[HealthYear, ...]
    documents: tuple[Document, ...]
    notes: tuple[Note, ...]
    links: tuple[Link, ...]


_CHECKS = ("health_assessment", "teeth_check", "immunisations", "health_check", "substance_misuse",
           "intervention_received", "intervention_offered", "convicted")  # fmt: skip
_DUE_CHECKS = ("health_assessment", "teeth_check", "immunisations", "health_check")
_KIND = {LOOKED_AFTER: "Placement", POST_18: "After 18"}


def child_page(store: Store, child_id: str, as_at: date) -> ChildPage | None:
    """Everything about one child; None where there is none (any more)."""
    record = child_record(store, child_id, as_at)
    if record is None:
        return None
    ((born_text,),) = store.rows("SELECT date_of_birth FROM child WHERE id = ?", (child_id,))
    born = _day(born_text)
    placements, missing = _placements(store, child_id), _missing(store, child_id)
    period = _open_period(store, child_id, as_at)
    reviews = [
        (date.fromisoformat(str(day)), code_set("REVIEW_CODE").label(str(code) if code else None))
        for day, code in store.rows(
            "SELECT reviewed_on, participation FROM review WHERE child_id = ? ORDER BY reviewed_on DESC", (child_id,)
        )
    ]
    outcomes = store.rows(
        f"SELECT collection_year, sdq_score, sdq_reason, {', '.join(_CHECKS)} FROM outcomes "
        "WHERE child_id = ? ORDER BY collection_year DESC",
        (child_id,),
    )
    due: list[Due] = []
    if period:
        due += _review_due(period, [day for day, _ in reviews], as_at)
        due += _health_due(period, born, outcomes, as_at)
    elif child_id in without_episode(store):
        due.append(Due(
            "Episode", None, "none is held yet; add the one with which care began", "The child counts in no figure",
            overdue=True,
        ))  # fmt: skip
    return ChildPage(
        record,
        period is not None,
        (*placements, *_legal_statuses(store, child_id), *missing),
        tuple(_moves(store, child_id)),
        _distance(store, child_id, as_at),
        tuple(reviews),
        tuple(sorted(due, key=lambda item: (item.by is None, item.by or date.max, item.what))),
        tuple(reversed(missing)),
        tuple(_sdq(outcomes)),
        tuple(_health(outcomes)),
        tuple(documents_of(store, "child", child_id, whole_child=True)),
        tuple(_notes(store, child_id)),
        tuple(_links(store, child_id)),
    )


def _day(stored: object) -> date | None:
    return date.fromisoformat(str(stored)) if stored else None


def _placements(store: Store, child_id: str) -> list[Span]:
    rows = store.rows(
        f"SELECT p.id, p.place, p.started, p.until, p.basis, iif(s.id IS NULL, '', {NAME}), p.provider "
        "FROM placement p LEFT JOIN setting s ON s.id = p.setting_id WHERE p.child_id = ? ORDER BY p.started, p.id",
        (child_id,),
    )
    return [
        Span(
            _KIND.get(str(basis), "Short break"), str(place or ""),
            code_set("PLACE").label(str(place)) if place else "Not recorded",
            date.fromisoformat(str(started)), _day(until), str(row_id), "placement",
            ", ".join(
                part for part in (str(setting), code_set("PLACE_PROVIDER").label(str(provider) if provider else None))
                if part
            ),
        )
        for row_id, place, started, until, basis, setting, provider in rows
    ]  # fmt: skip


def _legal_statuses(store: Store, child_id: str) -> list[Span]:
    """One span for each run of episodes under one status, each following the last without a gap."""
    rows = store.rows(
        "SELECT id, legal_status, started, until FROM episode WHERE child_id = ? ORDER BY started, position",
        (child_id,),
    )
    spans: list[Span] = []
    for row_id, status, started, until in rows:
        begins, ends, code = date.fromisoformat(str(started)), _day(until), str(status or "")
        if spans and spans[-1].code == code and spans[-1].until == begins:
            last = spans.pop()
            begins, row_id = last.started, last.row_id
        label = code_set("LS").label(code) if code else "Not recorded"
        spans.append(Span("Legal status", code, label, begins, ends, str(row_id), "episode"))
    return spans


def _missing(store: Store, child_id: str) -> list[Span]:
    rows = store.rows(
        "SELECT id, kind, started, until FROM missing_period WHERE child_id = ? ORDER BY started, id", (child_id,)
    )
    return [
        Span("Missing", str(kind or ""), code_set("MISSING").label(str(kind)) if kind else "Missing",
             date.fromisoformat(str(started)), _day(until), str(row_id), "missing_period")
        for row_id, kind, started, until in rows
    ]  # fmt: skip


def _moves(store: Store, child_id: str) -> list[Move]:
    """The latest first. The reason is that of the last episode of the placement that was left."""
    rows: list[tuple[Any, ...]] = store.rows(
        "SELECT p.id, p.care_period_id, p.started, p.until, p.place, p.miles, "
        "(SELECT reason_change FROM episode WHERE placement_id = p.id ORDER BY started DESC, position DESC LIMIT 1) "
        "FROM placement p WHERE p.child_id = ? AND p.basis = ? ORDER BY p.started, p.id",
        (child_id, LOOKED_AFTER),
    )
    places, reasons = code_set("PLACE"), code_set("REASON_PLACE_CHANGE")
    return [
        Move(
            date.fromisoformat(after[2]), places.label(before[4]) or "Not recorded",
            places.label(after[4]) or "Not recorded", reasons.label(before[6]), after[5],
        )
        for before, after in pairwise(rows)
        if before[1] == after[1]
    ][::-1]  # fmt: skip


def _distance(store: Store, child_id: str, as_at: date) -> Distance | None:
    rows = store.rows(
        "SELECT miles, placement_authority FROM placement WHERE child_id = ? AND started <= ? "
        "AND (until IS NULL OR until > ?) ORDER BY basis = ? DESC, started DESC LIMIT 1",
        (child_id, as_at.isoformat(), as_at.isoformat(), LOOKED_AFTER),
    )
    if not rows:
        return None
    miles, area = rows[0]
    own, placed = store.meta("authority"), str(area) if area else None
    return Distance(
        float(str(miles)) if miles is not None else None,
        area_name(placed) if placed else "Not known",
        str(region_band(own, placed)) if own else "Not known",
        at_a_distance(own, placed) if own else None,
    )


def _open_period(store: Store, child_id: str, as_at: date) -> tuple[date, bool] | None:
    rows = store.rows(
        "SELECT started, start_known FROM care_period WHERE child_id = ? AND started <= ? "
        "AND (until IS NULL OR until > ?) ORDER BY started DESC LIMIT 1",
        (child_id, as_at.isoformat(), as_at.isoformat()),
    )
    return (date.fromisoformat(str(rows[0][0])), bool(rows[0][1])) if rows else None


def _review_due(period: tuple[date, bool], reviews: Sequence[date], as_at: date) -> list[Due]:
    started, known = period
    by = next_review(started, known, [day for day in reviews if started <= day <= as_at])
    if by is None:
        return [Due("Review", None, "Cannot be told: neither the start of care nor a review is held", REVIEWS_SOURCE)]
    return [Due("Review", by, due_words(by, as_at), REVIEWS_SOURCE, by < as_at)]


def _health_due(
    period: tuple[date, bool], born: date | None, outcomes: Sequence[tuple[object, ...]], as_at: date
) -> list[Due]:
    """What the latest return says was not done, and the next health assessment and SDQ.

    The return holds no dates of checks, so whether one was done since its 31 March cannot be told.
    """
    started, known = period
    due = []
    held = [row for row in outcomes if financial_year_span(int(str(row[0])))[1] <= as_at]
    if known and not held and add_months(started, 12) > as_at:
        by = add_working_days(started, 20)
        words = f"By {show_date(by)}; the return does not say whether it was done"
        due.append(Due("First health assessment", by, words, HEALTH_SOURCE))
    if held:
        year = int(str(held[0][0]))
        named = dict(zip(_CHECKS, held[0][3:], strict=True))
        for name in _DUE_CHECKS:
            if named[name] == 0:
                label = BY_NAME["outcomes"].by_name[name].label
                source = HEALTH_SOURCE if name == "health_assessment" else f"SSDA903 return to 31 March {year}"
                due.append(
                    Due(label, None, f"Not up to date at 31 March {year}{_often(name, born, as_at)}", source, True)
                )
    if born and has_sdq(born, as_at):
        end = financial_year_span(financial_year_end(as_at))[1]
        if add_months(started, 12) <= end:
            due.append(Due("SDQ", end, due_words(end, as_at), SDQ_SOURCE))
    return due


def _often(name: str, born: date | None, as_at: date) -> str:
    if name != "health_assessment" or born is None:
        return ""
    return f"; due every {months_between_health_assessments(born, as_at)} months at this age"


def _sdq(outcomes: Sequence[tuple[object, ...]]) -> list[SdqScore]:
    scores = []
    for year, score, reason, *_ in outcomes:
        if score is None and not reason:
            continue
        number = None if score is None else int(str(score))
        words = code_set("SDQ_REASON").label(str(reason)) if reason else ""
        scores.append(SdqScore(int(str(year)), number, "" if number is None else sdq_band(number), words))
    return scores


def _health(outcomes: Sequence[tuple[object, ...]]) -> list[HealthYear]:
    fields = [BY_NAME["outcomes"].by_name[name] for name in _CHECKS]
    return [
        HealthYear(
            int(str(year)),
            tuple(
                (field.label, "" if value is None else field.show(int(str(value))))
                for field, value in zip(fields, values, strict=True)
            ),
        )
        for year, _, _, *values in outcomes
    ]


def _notes(store: Store, child_id: str) -> list[Note]:
    rows = store.rows(
        "SELECT id, written_at, who, entity, row_id, text FROM note WHERE child_id = ? "
        "ORDER BY written_at DESC, id DESC",
        (child_id,),
    )
    wanted: dict[str, set[str]] = {}
    for _, _, _, entity, about, _ in rows:
        wanted.setdefault(str(entity), set()).add(str(about))
    names = names_of(store, wanted)
    return [
        Note(str(row_id), local_time(datetime.fromisoformat(str(written))), str(who),
             names[str(entity), str(about)], str(text))
        for row_id, written, who, entity, about, text in rows
    ]  # fmt: skip


def _links(store: Store, child_id: str) -> list[Link]:
    """Settings where the child has lived, the latest first, and their providers."""
    rows = store.rows(
        f"SELECT s.id, {NAME}, s.provider_id, v.name, min(p.started), "
        "max(coalesce(p.until, '9999')) FROM placement p JOIN setting s ON s.id = p.setting_id "
        "LEFT JOIN provider v ON v.id = s.provider_id WHERE p.child_id = ? GROUP BY 1 ORDER BY 6 DESC, 5 DESC",
        (child_id,),
    )
    links: list[Link] = []
    for setting, name, provider, provider_name, _, _ in rows:
        links.append(Link("setting", str(setting), str(name), "Lived there"))
        if provider and not any(link.row_id == provider for link in links):
            links.append(Link("provider", str(provider), str(provider_name), f"Provides {name}"))
    return links

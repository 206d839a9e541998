"""Which setting of the store a row of a list is: sure by its number, otherwise for a person to say."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from suffdesk.core.errors import UserError
from suffdesk.domain.authorities import area_name
from suffdesk.domain.formats.mapping import plain
from suffdesk.domain.formats.ofsted import OWN_BY_NAME, ListedSetting
from suffdesk.domain.registration import CLOSED
from suffdesk.imports.merging.records import Record

_COMPANY = re.compile(r"(?: (?:ltd|limited|plc|llp|lp|cic|c i c|cio|inc|company|co|uk))+$")


@lru_cache(maxsize=50_000)
def name_key(text: str) -> str:
    """A name without case, punctuation and company endings: how names of organisations and homes are compared."""
    words = plain(text.replace("&", " and "))
    return _COMPANY.sub("", words).removeprefix("the ") or words


@dataclass(frozen=True, slots=True)
class Option:
    """A row that a typed setting may be, and what speaks for it."""

    urn: str
    row: int
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class Question:
    """A setting that was typed without its number, and the rows that it may be.

    ``answer`` is the number of the row that it is, empty for none of them, None while nobody has said. ``waits``:
    until then the rows are left out, as something beyond kind and area speaks for them.
    """

    setting_id: str
    words: str
    options: tuple[Option, ...]
    waits: bool
    answer: str | None = None


@dataclass(frozen=True)
class Decisions:
    """What a person decided: numbers of the rows that typed settings are, settings that are none of the rows, and
    whether the list is complete (None leaves that to its title)."""

    same: Mapping[str, str] = field(default_factory=dict)
    apart: frozenset[str] = frozenset()
    complete: bool | None = None


def one_row_each(settings: Iterable[ListedSetting]) -> list[ListedSetting]:
    """Rows of one setting as one: the first row's facts, every judgement, the places of all its premises, and that it
    left where any row says so."""
    found: dict[tuple[str, ...], ListedSetting] = {}
    for setting in settings:
        key = (setting.urn,) if setting.urn else no_number_key(setting)
        before = found.get(key)
        if before is None:
            found[key] = setting
        else:
            fresh = [
                one for one in setting.inspections
                if (one.kind, one.inspected_on) not in {(held.kind, held.inspected_on) for held in before.inspections}
            ]  # fmt: skip
            places = before.places
            if setting.places is not None and setting.is_premises_of(before):
                places = (places or 0) + setting.places
            found[key] = replace(_left(before, setting), inspections=(*before.inspections, *fresh), places=places)
    return list(found.values())


def _left(first: ListedSetting, other: ListedSetting) -> ListedSetting:
    """The first of two rows of a setting; closed where the other says so, and it did not join again later."""
    if other.status != CLOSED or (first.status == CLOSED and first.closed_on):
        return first
    if first.status != CLOSED and first.registered_on and other.closed_on and first.registered_on > other.closed_on:
        return first
    return replace(first, status=CLOSED, closed_on=other.closed_on)


def no_number_key(setting: ListedSetting) -> tuple[str, ...]:
    """What tells a setting without a number: its name, kind, postcode and area."""
    return ("", name_key(setting.name or ""), setting.kind or "", setting.postcode or "", setting.local_authority or "")


def held_key(record: Record) -> tuple[str, ...]:
    """:func:`no_number_key` of a setting that is held."""
    values = record.values
    return ("", name_key(str(values["name"] or "")), *(str(values[n] or "") for n in ("kind", "postcode",
                                                                                     "local_authority")))  # fmt: skip


class Matching:
    """Pairs rows with records; those that may be a typed setting become questions. Raises UserError for decisions
    about what is not there."""

    def __init__(self, rows: Sequence[ListedSetting], held: Sequence[Record], owners: Mapping[str, str],
                 decisions: Decisions) -> None:  # fmt: skip
        """``owners`` has the name of each provider by id."""
        by_urn = {str(record.values["urn"]): record for record in held if record.values["urn"]}
        typed = [record for record in held if not record.values["urn"]]
        by_key = {held_key(record): record for record in typed}
        self.record_of: dict[tuple[str, int], Record] = {}
        """By where the row stands."""
        loose: dict[str, ListedSetting] = {}
        for row in rows:
            record = by_urn.get(row.urn) if row.urn else by_key.get(no_number_key(row))
            if record is not None:
                self.record_of[row.place] = record
            elif row.urn:
                loose[row.urn] = row
        self.questions: list[Question] = []
        self.waiting: dict[tuple[str, int], str] = {}
        """Rows that are left out until somebody says, and the words of the setting that each may be."""
        taken = {id(record) for record in self.record_of.values()}
        asked = _Asking(loose)
        for record in typed:
            if id(record) in taken or record.values["until"]:
                continue
            question = asked.about(record, owners.get(str(record.values["provider_id"]), ""))
            if question:
                self.questions.append(question)
        self._decide(decisions, loose, {record.id: record for record in typed})

    def _decide(self, decisions: Decisions, loose: Mapping[str, ListedSetting], typed: Mapping[str, Record]) -> None:
        offered = {question.setting_id: question for question in self.questions}
        for setting_id in (*decisions.same, *decisions.apart):
            if setting_id not in offered:
                raise UserError(f"The decisions name the setting {setting_id[:60]}, about which nothing is asked")
        said: set[str] = set()
        for setting_id, urn in decisions.same.items():
            if urn not in {option.urn for option in offered[setting_id].options}:
                raise UserError(f"The decisions name the number {urn[:60]}, which is not offered for that setting")
            if urn in said:
                raise UserError(f"Two settings cannot both be {urn}; choose another for one of them")
            said.add(urn)
            self.record_of[loose[urn].place] = typed[setting_id]
        self.questions = [
            replace(one, answer=decisions.same.get(one.setting_id, "" if one.setting_id in decisions.apart else None))
            for one in self.questions
        ]
        for question in self.questions:
            if question.waits and question.answer is None:
                for option in question.options:
                    if option.urn not in said:
                        self.waiting.setdefault(loose[option.urn].place, question.words)


class _Asking:
    """Finds the rows that a typed setting may be."""

    def __init__(self, loose: Mapping[str, ListedSetting]) -> None:
        self._names: dict[str, list[ListedSetting]] = defaultdict(list)
        self._postcodes: dict[str, list[ListedSetting]] = defaultdict(list)
        self._owners: dict[tuple[str, str | None], list[ListedSetting]] = defaultdict(list)
        self._areas: dict[tuple[str | None, str | None], list[ListedSetting]] = defaultdict(list)
        for row in loose.values():
            if row.name:
                self._names[name_key(row.name)].append(row)
            if row.postcode:
                self._postcodes[row.postcode].append(row)
            if row.owner:
                self._owners[name_key(row.owner), row.local_authority].append(row)
            self._areas[row.kind, row.local_authority].append(row)

    def about(self, record: Record, owner: str) -> Question | None:
        values = record.values
        kind, area = values["kind"], values["local_authority"]
        found: dict[tuple[str, int], tuple[ListedSetting, list[str]]] = {}

        def add(rows: Iterable[ListedSetting], why: str) -> None:
            for row in rows:
                if kind and row.kind and row.kind != kind:
                    continue
                found.setdefault(row.place, (row, []))[1].append(why)

        if values["name"]:
            add((row for row in self._names[name_key(str(values["name"]))]
                 if not (area and row.local_authority) or area == row.local_authority), "same name")  # fmt: skip
        if values["postcode"]:
            add(self._postcodes[str(values["postcode"])], "same postcode")
        if owner and area:
            add(self._owners[name_key(owner), str(area)], "same owner and area")
        waits = bool(found)
        if not found and kind and area:
            add((row for row in self._areas[str(kind), str(area)] if _sectors_agree(row, values["sector"])),
                "same kind and area")  # fmt: skip
        if not found:
            return None
        options = sorted(found.values(), key=lambda one: (-len(one[1]), one[0].row))
        words = " · ".join(str(part) for part in (values["name"], kind, values["postcode"]) if part)
        return Question(record.id, words or "A setting without a name", tuple(
            Option(str(row.urn), row.row, _row_words(row), ", ".join(why)) for row, why in options
        ), waits)  # fmt: skip


def _sectors_agree(row: ListedSetting, sector: object) -> bool:
    if not (row.sector and sector):
        return True
    return sector in ("PR1", "PR2") if row.sector == OWN_BY_NAME else row.sector == sector


def _row_words(row: ListedSetting) -> str:
    places = f"{row.places} places" if row.places is not None else ""
    area = area_name(row.local_authority) if row.local_authority else ""
    return " · ".join(part for part in (row.urn, row.name, row.owner, area, places) if part)

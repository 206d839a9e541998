"""A mapping while somebody looks through it: which column fills what, and what its words stand for."""

from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from suffdesk.core.collecting import without_collection
from suffdesk.core.text import listed
from suffdesk.domain.codes import code_set
from suffdesk.domain.formats.extract import BY_TARGET, IDENTIFYING, TARGETS, Target
from suffdesk.domain.formats.mapping import MappedColumn, Mapping, checked, plain
from suffdesk.imports.mapped import (
    LookedAt,
    ProposedValue,
    as_it_stands,
    code_in_front,
    look_at,
    look_through,
    places_of,
    propose_for,
    values_of,
)

__all__ = ["Codes", "Draft", "draft_for", "draft_through", "facts", "meanings"]

_WANTED = ("started", "place", "legal_status", "need", "provider", "placement_postcode", "home_postcode")
"""Facts without which little is known of where a child lives."""
_OLD_SEX = ("1", "2")
"""Codes that say what others say in letters."""
Codes = Map[str, str]


@dataclass
class Draft:
    """What is chosen so far. ``chosen`` has for a column's place in the file the fact that it fills."""

    looked: LookedAt
    base: Mapping
    chosen: dict[int, str]
    why: Map[int, str]
    """By place, why the fact was proposed."""
    held: Mapping | None = None
    """The kept mapping that it began from."""
    said: dict[tuple[str, str], Codes] = field(default_factory=dict)
    """By fact and word, what somebody chose; empty where they say that it is not known."""
    words: tuple[ProposedValue, ...] = ()
    """The words of the columns of codes, those first for which the meaning is least sure."""

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(cell.strip() for cell in self.looked.grid.header)

    def samples(self, place: int) -> tuple[str, ...]:
        """Some values of a column. They may be about children."""
        return self.looked.samples(place)

    def faults(self) -> list[str]:
        """Why the columns cannot do, in sentences; none where they can."""
        found: list[str] = []
        filled = list(self.chosen.values())
        for name in dict.fromkeys(filled):
            if filled.count(name) > 1:
                columns = listed([self.headings[place] for place, target in self.chosen.items() if target == name])
                found.append(f"“{BY_TARGET[name].label}” is filled from {columns}; keep one of them.")
        for place in self.chosen:
            if not plain(self.headings[place]):
                found.append(f"Column {place + 1} has no heading, so it cannot be read; give it one in the file.")
            elif [plain(cell) for cell in self.headings].count(plain(self.headings[place])) > 1:
                found.append(f"More than one column is called “{self.headings[place]}”; rename the others in the file.")
        if not any(name in filled for name in IDENTIFYING):
            known = listed([f"“{BY_TARGET[name].label}”" for name in IDENTIFYING]).replace(" and ", " or ")
            found.append(f"No column says which child a row is about: choose the one that is {known}.")
        elif len(set(filled)) < 2:
            found.append("Choose at least one more column: nothing but the child is said yet.")
        return found

    def missing(self) -> list[str]:
        """Facts that matter and that no column fills."""
        return [BY_TARGET[name].label for name in _WANTED if name not in self.chosen.values()]

    def read_words(self) -> None:
        """Find the words of the columns that are chosen now, and what they most likely stand for."""
        found = values_of(self.looked, self.chosen, self.held)
        self.words = tuple(sorted(found, key=lambda value: (value.confidence, value.header, -value.times)))

    def codes(self, word: ProposedValue) -> Codes:
        """What a word stands for as things are chosen; empty where that is not known."""
        return self.said.get((word.target, word.text), word.codes)

    def may_be_unknown(self, word: ProposedValue) -> bool:
        """Whether a word can be left without a meaning: a code is read as that code whatever a mapping leaves out."""
        target = BY_TARGET[word.target]
        in_front = self.base.codes_in_front and code_in_front(target, word.text) is not None
        return as_it_stands(target, word.text) is None and not in_front

    def unknown(self) -> list[ProposedValue]:
        """Words that stand for nothing yet."""
        return [word for word in self.words if not self.codes(word)]

    def finished(self, name: str) -> Mapping:
        """The mapping. Raises UserError where it cannot be used."""
        columns = [self._column(place, target) for place, target in sorted(self.chosen.items())]
        filled = set(self.chosen.values())
        if self.held:  # what this file lacks another may have
            columns += [
                column for column in self.held.columns if column.target not in filled and not self._here(column)
            ]
        return checked(replace(self.base, name=name.strip(), columns=tuple(columns)))

    def _here(self, column: MappedColumn) -> bool:
        written = {plain(cell) for cell in self.headings}
        return any(plain(heading) in written for heading in column.headers)

    def _column(self, place: int, target: str) -> MappedColumn:
        before = self.held.column(target) if self.held else None
        heading = self.headings[place]
        known = before.headers if before and plain(heading) in map(plain, before.headers) else (heading,)
        values = dict(before.values) if before else {}
        for word in self.words:
            if word.target == target:
                values = {text: codes for text, codes in values.items() if plain(text) != plain(word.text)}
                codes = self.codes(word)
                if codes and ((target, word.text) in self.said or word.confidence < 1):
                    values[word.text] = dict(codes)
        return MappedColumn(known, target, values)


def draft_for(path: Path, *, sheet: str | None = None, header_row: int | None = None) -> Draft:
    """What the columns of a file most likely are. Raises UserError where it cannot be read."""
    with without_collection():
        looked = look_at(path, sheet=sheet, header_row=header_row)
        proposal = propose_for(looked)
        draft = Draft(
            looked, proposal.mapping,
            {place: one.target for place, one in enumerate(proposal.columns) if one.target},
            {place: one.why for place, one in enumerate(proposal.columns)},
        )  # fmt: skip
        draft.read_words()
        return draft


def draft_through(path: Path, mapping: Mapping) -> Draft:
    """What a kept mapping says of the columns of a file. Raises UserError where the file is not one for it."""
    with without_collection():
        looked = look_through(path, mapping)
        places = places_of(looked.grid.header, mapping)
        chosen = {place: target for target, place in places.items()}
        draft = Draft(looked, mapping, chosen, dict.fromkeys(chosen, "The mapping says so"), mapping)
        draft.read_words()
        return draft


def meanings(word: ProposedValue) -> list[tuple[str, Codes]]:
    """What a word can stand for, in words: first what was proposed where it says more than one fact."""
    target = BY_TARGET[word.target]
    found: list[tuple[str, Codes]] = [(words, {word.target: code}) for words, code in _codes_of(target)]
    if len(word.codes) > 1:
        found.insert(0, (_in_words(word.codes), dict(word.codes)))
    return found


def _codes_of(target: Target) -> Sequence[tuple[str, str]]:
    if target.column.reads == "yes or no":
        return [("Yes", "1"), ("No", "0")]
    return [(code.label, code.code) for code in code_set(target.codes).codes
            if not (target.name == "sex" and code.code in _OLD_SEX)]  # fmt: skip


def _in_words(codes: Codes) -> str:
    return "; ".join(
        next(words for words, known in _codes_of(BY_TARGET[target]) if known == code) for target, code in codes.items()
    )


def facts() -> list[tuple[str, str]]:
    """What a column may fill: words and name, in the order in which people look for them."""
    return [(target.label, target.name) for target in TARGETS]

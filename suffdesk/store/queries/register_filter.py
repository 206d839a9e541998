"""Which children the register shows, as a value, and the SQL that says so."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from suffdesk.domain.codes import INDEPENDENT_PROVIDERS, MOVED_ON, SHORT_BREAKS, code_set
from suffdesk.domain.postcodes import normalise

NOT_KNOWN = "Not known"
AGE_BANDS = ("Under 1", "1-4", "5-9", "10-15", "16 and over", NOT_KNOWN)
_AGE_LIMITS = (1, 5, 10, 16)
FAR_MILES = 20.0
LAST_LETTER = "\U0010ffff"
"""Sorts after whatever can follow the beginning of a word."""
_OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?", re.IGNORECASE)
_INWARD = re.compile(r"[0-9][A-Z]{0,2}", re.IGNORECASE)

Parameters = dict[str, object]
Condition = tuple[str, Parameters]


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """Conditions that a row must meet, each empty one met by all.

    Within one tuple any value will do. ``child_ids`` are the rows of a measure, ``child_words`` what they are.
    """

    text: str = ""
    place_groups: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    """Codes of PLACE_PROVIDER; an empty one for not reported."""
    bands: tuple[str, ...] = ()
    age_bands: tuple[str, ...] = ()
    sexes: tuple[str, ...] = ()
    legal_statuses: tuple[str, ...] = ()
    commissioned: bool = False
    """Bought from the private or voluntary sector (PR4, PR5)."""
    out_of_borough: bool = False
    """Placed outside the store's authority, as the indicator out_of_area counts it."""
    far: bool = False
    """Over 20 miles from home, as the indicator over_20_miles counts it."""
    new_this_month: bool = False
    """In the placement since the first of the as-at date's month, or later."""
    no_episode: bool = False
    """No episode is held, of whatever day, and the record is not archived: in no figure, and not looked after."""
    since_from: date | None = None
    since_to: date | None = None
    """In the placement since a day between these two, both of them included."""
    child_ids: tuple[str, ...] | None = None
    child_words: str = ""

    def without(self, *names: str) -> "RegisterFilter":
        """The same with these conditions taken out."""
        blank = RegisterFilter()
        return replace(self, **{name: getattr(blank, name) for name in names})

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for at all."""
        return self.without("child_words") != RegisterFilter()


def age_limit(as_at: date, years: int) -> str:
    """Text that splits births by age: later ones are under ``years`` on the date.

    Comparison is of text, so 2023-02-29 needs not exist: a birthday of 29 February is kept on 1 March.
    """
    return f"{as_at.year - years:04d}-{as_at.month:02d}-{as_at.day:02d}"


def age_band_expression(as_at: date) -> str:
    """SQL that gives the age band of ``c.date_of_birth``."""
    steps = " ".join(
        f"WHEN c.date_of_birth > '{age_limit(as_at, years)}' THEN '{band}'"
        for years, band in zip(_AGE_LIMITS, AGE_BANDS, strict=False)
    )
    return f"CASE WHEN c.date_of_birth IS NULL THEN '{NOT_KNOWN}' {steps} ELSE '{AGE_BANDS[len(_AGE_LIMITS)]}' END"


def quoted(codes: Iterable[str]) -> str:
    """Codes of ours as SQL text, for ``IN (...)``."""
    return ", ".join("'" + code.replace("'", "''") + "'" for code in codes)


SEEKING = (
    "EXISTS (SELECT 1 FROM uasc_status u WHERE u.child_id = e.child_id AND u.collection_year = :year "
    "AND (u.ceased_on IS NULL OR u.ceased_on > :day))"
)
_NO_SHORT_BREAK = "({0}.legal_status IS NULL OR {0}.legal_status NOT IN (" + quoted(sorted(SHORT_BREAKS)) + "))"
_AFTER = (
    "FROM episode {0} WHERE {0}.child_id = {1}.child_id AND {0}.started >= {1}.started "
    f"AND ({{0}}.started > {{1}}.started OR {{0}}.position > {{1}}.position) AND {_NO_SHORT_BREAK}"
)
"""Episodes ``{0}`` that come after ``{1}``, short breaks left out."""
OPEN = (
    f"e.started <= :day AND (e.until IS NULL OR e.until > :day) AND {_NO_SHORT_BREAK.format('e')} "
    # analysis.histories says the same: one left open ceases when the next begins, an end of care ends every earlier
    # one, and of two open at once (listed faults, all three) the one started later counts
    f"AND NOT EXISTS (SELECT 1 {_AFTER.format('o', 'e')} AND ("
    f"(o.until <= :day AND coalesce(o.reason_ceased, '') NOT IN ('', '{MOVED_ON}')) "
    "OR (o.started <= :day AND (e.until IS NULL OR o.until > :day OR (o.until IS NULL "
    f"AND NOT EXISTS (SELECT 1 {_AFTER.format('n', 'o')} AND n.started <= :day))))))"
)
WITHOUT = "c.archived_on IS NULL AND NOT EXISTS (SELECT 1 FROM episode x WHERE x.child_id = c.id)"
"""Children for whom no episode is held at all; ``c`` is the child."""
COMMISSIONED = f"e.provider IN ({quoted(sorted(INDEPENDENT_PROVIDERS))})"
OUTSIDE = (
    "(:home IS NOT NULL AND e.placement_authority IS NOT NULL "
    "AND e.placement_authority NOT IN (SELECT value FROM json_each(:home)))"
)
"""``:home`` holds the codes of every area that lies in the store's authority."""
FAR = f"(e.miles > {FAR_MILES} AND NOT {SEEKING})"
NEW_THIS_MONTH = "p.started >= :month"


class Areas(Protocol):
    """What the register needs to know of the areas in which its children live."""

    def named(self, part: str) -> list[str]:
        """Codes of areas whose name holds ``part``, in any case."""

    def in_bands(self, bands: Iterable[str]) -> list[str]:
        """Codes of areas in these bands of distance from the store's authority."""


def conditions(wanted: RegisterFilter, as_at: date, areas: Areas) -> list[Condition]:
    """SQL conditions with their parameters."""
    found: list[Condition] = []
    if wanted.place_groups:
        groups = code_set("PLACE")
        codes = [code.code for code in groups.codes if code.group in wanted.place_groups]
        unknown = " OR e.place IS NULL" if NOT_KNOWN in wanted.place_groups else ""
        found.append((f"(e.place IN ({quoted(codes)}){unknown})", {}))
    for column, values in (("e.provider", wanted.providers), ("c.sex", wanted.sexes),
                           ("e.legal_status", wanted.legal_statuses)):  # fmt: skip
        if values:
            found.append((f"coalesce({column}, '') IN ({quoted(values)})", {}))
    if wanted.bands:
        unknown = " OR e.placement_authority IS NULL" if NOT_KNOWN in wanted.bands else ""
        found.append((f"(e.placement_authority IN ({quoted(areas.in_bands(wanted.bands))}){unknown})", {}))
    if wanted.age_bands:
        found.append((f"{age_band_expression(as_at)} IN ({quoted(wanted.age_bands)})", {}))
    for asked, condition in ((wanted.commissioned, COMMISSIONED), (wanted.out_of_borough, OUTSIDE),
                             (wanted.far, FAR), (wanted.new_this_month, NEW_THIS_MONTH)):  # fmt: skip
        if asked:
            found.append((condition, {}))
    if wanted.since_from:
        found.append(("p.started >= :since_from", {"since_from": wanted.since_from.isoformat()}))
    if wanted.since_to:
        found.append(("p.started <= :since_to", {"since_to": wanted.since_to.isoformat()}))
    if wanted.child_ids is not None:
        # a parameter and not a temporary table: that would count as a change of the store (Store.state)
        found.append(
            ("e.child_id IN (SELECT value FROM json_each(:child_ids))", {"child_ids": json.dumps(wanted.child_ids)})
        )
    found.extend(word_condition(word, number, areas) for number, word in enumerate(search_words(wanted.text)))
    return found


def search_words(text: str) -> list[str]:
    """What a quick search looks for: words, of which the two halves of a postcode are one (``SK1 3XE``)."""
    words: list[str] = []
    for word in text.split():
        if words and _OUTWARD.fullmatch(words[-1]) and _INWARD.fullmatch(word):
            words[-1] = f"{words[-1]} {word}"
        else:
            words.append(normalise(word) or word)
    return words


def codes_in_words(word: str) -> Mapping[str, list[str]]:
    """Codes of placement and of provider whose words hold ``word``, in any case."""
    part = word.casefold()
    return {
        name: [code.code for code in code_set(name).codes if part in code.label.casefold()]
        for name in ("PLACE", "PLACE_PROVIDER")
    }


def word_condition(word: str, number: int, areas: Areas) -> Condition:
    """One word of the quick search: anywhere in references and names, at the start of postcodes and URNs."""
    part = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    inside, start = f"inside{number}", f"start{number}"
    tests = [f"{column} LIKE :{inside} ESCAPE '\\'" for column in ("c.reference", "c.identifier", "s.name")]
    tests += [f"{column} LIKE :{start} ESCAPE '\\'" for column in ("e.urn", "e.placement_postcode", "e.home_postcode")]
    codes = codes_in_words(word)
    for column, values in (("e.place", codes["PLACE"]), ("e.provider", codes["PLACE_PROVIDER"]),
                           ("e.placement_authority", areas.named(word))):  # fmt: skip
        if values:
            tests.append(f"{column} IN ({quoted(values)})")
    return f"({' OR '.join(tests)})", {inside: f"%{part}%", start: f"{part}%"}

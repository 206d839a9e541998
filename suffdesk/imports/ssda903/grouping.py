"""Which collection year each table is of: files that belong together take the year of their episodes."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from suffdesk.core.kinds import Value
from suffdesk.domain.formats.ssda903 import EPISODES
from suffdesk.imports.ssda903.table import ParsedTable
from suffdesk.imports.ssda903.years import latest_year, year_of_episodes

_YEAR_LIKE = re.compile(r"(?<![0-9])(?:(?:19|20)[0-9]{2}(?:[-_/ ]?[0-9]{2,4})?|[0-9]{2}[-_/ ][0-9]{2})(?![0-9])")
_TABLE_WORDS = re.compile(
    r"episodes?|header|reviews?|uasc|oc[ _-]?[23]|ad[ _-]?1|s?bpfa|should be|placed|for|adoption|previous|prev|perm"
    r"(?:anence)?|missing|sw|social|workers?|dolo?s?"
)


def years_of(tables: Sequence[ParsedTable]) -> list[int | None]:
    """The year of each table's rows that state none themselves; None where nothing tells it.

    A table goes with the episodes of its folder; where there are several of those, with the one whose name has the
    same year-like digits or is otherwise like its own. Names only say what belongs together: the year comes from
    the dates. Without episodes it goes by the event dates of its folder.
    """
    episodes = {index: _own_year(table, tables) for index, table in enumerate(tables) if table.format is EPISODES}
    _join_open(episodes, tables)
    folders: dict[str, list[int]] = defaultdict(list)
    for index in episodes:
        folders[tables[index].folder].append(index)
    by_dates = _years_by_dates(tables, folders)
    result: list[int | None] = []
    for index, table in enumerate(tables):
        if index in episodes:
            result.append(episodes[index])
            continue
        nearby = folders.get(table.folder, [])
        partner = nearby[0] if len(nearby) == 1 else _named_alike(table, tables, nearby or list(episodes))
        agreed = _only(episodes[other] for other in nearby) if partner is None else episodes[partner]
        own = agreed or by_dates[index] or latest_year(_event_dates([table]))
        result.append(own or _only(episodes[other] for other in nearby or episodes))
    return result


def _own_year(table: ParsedTable, tables: Sequence[ParsedTable]) -> int | None:
    """The year of an episodes file; in a quiet year its companions' dates, such as those of reviews, tell it."""
    if len(table.stated_years) == 1:
        return next(iter(table.stated_years))
    if table.stated_years:
        return None
    ends = table.values.get("DEC") or [None] * len(table.rows)
    return year_of_episodes(table.values["DECOM"], ends, _event_dates(_companions(table, tables)))


def _companions(table: ParsedTable, tables: Sequence[ParsedTable]) -> list[ParsedTable]:
    """The other tables of the folder; where it has several episodes files, those with the same year-like digits."""
    nearby = [other for other in tables if other.folder == table.folder]
    if sum(other.format is EPISODES for other in nearby) > 1:
        nearby = [other for other in nearby if _year_tag(other.stem) == _year_tag(table.stem)]
        if sum(other.format is EPISODES for other in nearby) > 1:
            return []
    return [other for other in nearby if other.format is not EPISODES]


def _join_open(years: dict[int, int | None], tables: Sequence[ParsedTable]) -> None:
    """Let a file of nothing but open episodes, which may be of any year from the last start, go with its companions.

    They are the other episodes files of its folder with the same year-like digits, and have to agree on a later year.
    """
    still_open = {
        index for index in years
        if not tables[index].stated_years and not any(tables[index].values.get("DEC", ()))
    }  # fmt: skip
    for index in still_open:
        place = tables[index].folder, _year_tag(tables[index].stem)
        agreed = _only(
            years[other] for other in years.keys() - still_open
            if (tables[other].folder, _year_tag(tables[other].stem)) == place
        )  # fmt: skip
        own = years[index]
        if own is not None and agreed is not None and agreed > own:
            years[index] = agreed


def _years_by_dates(tables: Sequence[ParsedTable], with_episodes: dict[str, list[int]]) -> list[int | None]:
    """For each table of a folder without episodes, the year that its companions' dates reach or their rows state.

    All the folder's tables are companions, unless it has two of one sort: then those with the same year-like digits.
    """
    sorts = Counter((table.folder, table.format.name) for table in tables)
    mixed = {folder for (folder, _), count in sorts.items() if count > 1}
    keys = [(table.folder, _year_tag(table.stem) if table.folder in mixed else "") for table in tables]
    together: dict[tuple[str, str], list[ParsedTable]] = defaultdict(list)
    for key, table in zip(keys, tables, strict=True):
        if table.folder not in with_episodes and (key[1] or table.folder not in mixed):
            together[key].append(table)
    years = {
        key: _only({year for table in some for year in table.stated_years}) or latest_year(_event_dates(some))
        for key, some in together.items()
    }
    return [years.get(key) for key in keys]


def _event_dates(tables: Iterable[ParsedTable]) -> Iterable[Value]:
    for table in tables:
        for name in table.format.event_dates:
            yield from table.values.get(name, ())


def _named_alike(table: ParsedTable, tables: Sequence[ParsedTable], candidates: list[int]) -> int | None:
    for tag in (_year_tag, _plain_tag):
        own = tag(table.stem)
        alike = [index for index in candidates if own and tag(tables[index].stem) == own]
        if len(alike) == 1:
            return alike[0]
    return None


def _year_tag(stem: str) -> str:
    return " ".join(re.sub(r"[^0-9]", "", found) for found in _YEAR_LIKE.findall(stem))


def _plain_tag(stem: str) -> str:
    """The name without the words for tables: ``Episodes_final-A`` and ``final A reviews`` are alike."""
    words = _TABLE_WORDS.sub(" ", re.sub(r"[^a-z0-9]+", " ", stem.lower()))
    return " ".join(sorted(words.split()))


def _only(years: Iterable[int | None]) -> int | None:
    """The one year that all have; None where they differ or have none."""
    different = set(years)
    return next(iter(different)) if len(different) == 1 else None

"""Whose rows they are, where a file has a column for it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from suffdesk.core.errors import UserError
from suffdesk.core.text import listed
from suffdesk.domain.authorities import find_authority
from suffdesk.imports.ssda903.faults import Fault
from suffdesk.imports.ssda903.table import ParsedTable

_NO_AUTHORITY = Fault(
    "authority_missing", "The row does not say which authority's it is, and the file holds several.",
    "Fill in the authority.",
)  # fmt: skip
_MOST_NAMED = 12
_MOST_WRITTEN = 1_000
"""Ways of writing England's authorities that a column may hold; beyond it, it holds something else."""


class SeveralAuthorities(UserError):
    """The files hold the rows of several authorities, and the caller has to choose one of ``names``."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        shown = [*self.names[:_MOST_NAMED], *(["others"] if len(self.names) > _MOST_NAMED else [])]
        super().__init__(f"The files hold the rows of several authorities ({listed(shown)}); choose one of them")


def names_in(tables: Sequence[ParsedTable]) -> tuple[str, ...]:
    """The authorities named in the files, in alphabetical order, each once however it is written."""
    written = {name for table in tables for name in table.authorities}
    if len(written) > _MOST_WRITTEN:
        raise UserError(
            f"The column that should name the authority has {len(written):,} different values; remove it, or fill it in"
        )
    names: dict[str, str] = {}
    for name in sorted(written):
        if name:
            names.setdefault(_key(name), name)
    return tuple(sorted(names.values()))


def rows_of(tables: Sequence[ParsedTable], authority: str | None) -> list[ParsedTable]:
    """The tables with the rows of one authority only; tables that name none are whole.

    Rows of which it cannot be told whose they are stay, as unfit to be stored, so that they are counted.
    Raises SeveralAuthorities where ``authority`` is None and there are several, UserError where the files name
    others only.
    """
    names = names_in(tables)
    if authority is None:
        if len(names) > 1:
            raise SeveralAuthorities(names)
        return list(tables)
    if not names:
        return list(tables)
    wanted = _key(authority)
    if wanted not in map(_key, names):
        raise UserError(f"The files hold the rows of {listed(list(names[:_MOST_NAMED]))} and none of {authority}")
    return [_of_one(table, wanted, len(names) > 1) for table in tables]


def _of_one(table: ParsedTable, wanted: str, several: bool) -> ParsedTable:
    if not table.authorities:
        return table
    keys = {name: _key(name) if name else "" for name in set(table.authorities)}
    keep = []
    unclear: dict[int, Fault] = {}
    for index, name in enumerate(table.authorities):
        if not name and several:
            unclear[index] = _NO_AUTHORITY
        if not name or keys[name] == wanted:
            keep.append(index)
    if unclear:
        table = replace(table, unfit={**table.unfit, **unclear})
    return table if len(keep) == len(table.rows) else table.chosen(keep)


@cache
def _key(name: str) -> str:
    """The authority's code where it is known, so that “Stockport MBC” and E08000007 are the same; else its words."""
    try:
        return find_authority(name).code
    except UserError:
        return " ".join(name.casefold().split())

"""Children of a return who were erased from the store: said before anything is stored, left out unless asked for."""

from dataclasses import dataclass, replace

from suffdesk.core.problem import Problem
from suffdesk.core.text import plural
from suffdesk.domain.formats.returned_rows import ReturnedFiles, ReturnedRow
from suffdesk.domain.formats.ssda903 import HEADER
from suffdesk.store.erasures import ErasedBefore
from suffdesk.store.opening import Store

BRING_BACK = "Import children who were erased"
"""What a person ticks in the preview to have them all the same."""
_UPN = HEADER.fields.index("upn")


@dataclass(frozen=True, slots=True)
class ErasedInReturn:
    """A return without the children who were erased. ``identifiers`` are those of all such children in it.

    ``problems`` has one for each that is left out.
    """

    returned: ReturnedFiles
    identifiers: tuple[str, ...]
    problems: tuple[Problem, ...]


def without_erased(store: Store, returned: ReturnedFiles, *, include: bool) -> ErasedInReturn:
    """Leave out the rows of children who were erased and are not in the store again; with ``include``, name them."""
    before = ErasedBefore(store.db)
    if not before:
        return ErasedInReturn(returned, (), ())
    held = {str(identifier) for (identifier,) in store.rows("SELECT identifier FROM child")}
    erased: dict[str, bool] = {}
    for table in returned.tables:
        for row in table.rows:
            if not erased.get(row.identifier):
                upn = row.values[_UPN] if table.format.name == HEADER.name else None
                known = before.child("identifier", row.identifier) or before.child("upn", upn)
                erased[row.identifier] = row.identifier not in held and known is not None
    identifiers = tuple(sorted(identifier for identifier, was in erased.items() if was))
    if include or not identifiers:
        return ErasedInReturn(returned, identifiers, ())
    tables, out = [], dict.fromkeys(identifiers, 0)
    first: dict[str, tuple[str, ReturnedRow]] = {}
    for table in returned.tables:
        kept = []
        for row in table.rows:
            if row.identifier in out:
                out[row.identifier] += 1
                first.setdefault(row.identifier, (table.file, row))
            else:
                kept.append(row)
        gone = len(table.rows) - len(kept)
        tables.append(replace(table, rows=tuple(kept), rows_left_out=table.rows_left_out + gone) if gone else table)
    problems = tuple(
        Problem(
            file, row.row, "CHILD", identifier, "left out",
            f"This child was erased from the store, so {plural(out[identifier], 'row')} of it "
            f"{'is' if out[identifier] == 1 else 'are'} left out.",
            f"To have the child back, tick “{BRING_BACK}” in the preview, or give --include-erased.", "erased_before",
            identifier,
        )
        for identifier, (file, row) in first.items()
    )  # fmt: skip
    return ErasedInReturn(replace(returned, tables=tuple(tables)), identifiers, problems)

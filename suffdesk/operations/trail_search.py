"""Finding words in the trail of changes, which is read in pages and never at once."""

from suffdesk.core.report import Table
from suffdesk.operations import audit
from suffdesk.operations.audit import TrailFilter, TrailLine, TrailPage
from suffdesk.store.opening import Store

_PAGE = 200
_LOOKED_THROUGH = 2_000
"""Lines read for one page of finds: more would keep the window waiting; what follows is on the next page."""


def found_page(store: Store, wanted: TrailFilter, text: str, before: int | None = None) -> TrailPage:
    """One page of the lines that hold every word of ``text``; all of them for an empty one.

    A page may be empty and another follow, where the words are rare.
    """
    words = text.casefold().split()
    if not words:
        return audit.trail(store, wanted, before, _PAGE)
    lines: list[TrailLine] = []
    looked = 0
    while looked < _LOOKED_THROUGH and len(lines) < _PAGE:
        page = audit.trail(store, wanted, before, _PAGE)
        lines += [line for line in page.lines if _holds(line, words)]
        looked += len(page.lines)
        before = page.next
        if before is None:
            break
    return TrailPage(tuple(lines), before)


def found_table(store: Store, wanted: TrailFilter, text: str) -> Table:
    """The same lines as a table to export."""
    table = audit.trail_table(store, wanted)
    words = text.casefold().split()
    rows = [row for row in table.rows if all(word in " ".join(map(str, row)).casefold() for word in words)]
    return Table(table.title, table.columns, rows, table.notes)


def filter_of(store: Store, entity: str, row_id: str) -> TrailFilter:
    """What leaves one record; of a child, also what is held of it."""
    return audit.of_child(store, row_id) if entity == "child" else audit.of_record(entity, row_id)


def _holds(line: TrailLine, words: list[str]) -> bool:
    text = f"{line.subject} {line.label} {line.who} {line.action} {line.words}".casefold()
    return all(word in text for word in words)

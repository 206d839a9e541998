"""Reads for a screen: at once where the store is small, on the window's worker where it would hold up the window."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from suffdesk.store.opening import Store
from suffdesk.ui.faults import show_fault
from suffdesk.ui.session import Session

_Result = TypeVar("_Result")
LARGE = 5_000
"""Figures of stores with more children than this are worked out on the worker."""


def is_large(session: Session) -> bool:
    """Whether the session's store has so many children that its figures take time."""
    return bool(session.store.rows("SELECT 1 FROM child LIMIT 1 OFFSET ?", (LARGE,)))


def soon(
    session: Session,
    parent: QWidget,
    label: str,
    work: Callable[[Store], _Result],
    done: Callable[[_Result], None],
) -> None:
    """Do ``work`` and hand its result to ``done``, here or after the worker has done it; faults are shown."""
    if not is_large(session):
        done(work(session.store))
        return
    session.tasks.run(
        label, lambda store, _: work(store), done=done, failed=partial(show_fault, parent), store=session.store
    )

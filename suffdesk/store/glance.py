"""A cheap look at a store as it opens: every page read and its seal compared, as far as a short time allows."""

import math
import time
from collections.abc import Callable

from sqlite_utils import Database

from suffdesk.store.engine import DatabaseError
from suffdesk.store.sqlite_errors import says_damaged

SECONDS = 0.3
"""What opening may take longer for it: some 100 MB on a disk that was just read; a window looks at the rest later."""
_STEPS = 1000
_INTERRUPTED = 9


def glance(db: Database, seconds: float | None = SECONDS, stop: Callable[[], bool] = bool) -> bool | None:
    """Whether the pages are whole and the tables hold together; None where the time was over before all was seen.

    ``stop`` is asked now and then whether it is. Not whether references are met or the history is as it was written:
    see ``check``. Raises DatabaseError.
    """
    until = math.inf if seconds is None else time.monotonic() + seconds
    db.conn.set_progress_handler(lambda: time.monotonic() > until or stop(), _STEPS)
    try:
        return db.conn.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)]
    except DatabaseError as error:
        if getattr(error, "sqlite_errorcode", None) == _INTERRUPTED:
            return None
        if says_damaged(error):
            return False
        raise
    finally:
        db.conn.set_progress_handler(None, 0)

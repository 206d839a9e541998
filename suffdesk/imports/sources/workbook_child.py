"""The process of its own in which a workbook is opened: it may run out of memory or time without harm.

The file's bytes come in on standard input and its cells go out on standard output as lines of JSON, so that nothing
of a child's record touches a temporary file. Lines: ``["sheet", name]``, ``["rows", [[text,
...], ...]]``, ``["too big", name, rows, columns]``, ``["fault", text]`` and, when all is sent, ``["end"]``.
"""

import contextlib
import io
import json
import sys
from datetime import date, datetime, time, timedelta

from suffdesk.imports.sources.source import MAX_COLUMNS, MAX_ROWS

_MEMORY = 1_200_000_000
"""Bytes of address space, of which Python and its libraries take about 200 million."""
_CHUNK = 4096


def main() -> None:
    """Read the workbook on standard input and send its sheets."""
    _limit_memory()
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            rows, columns = (last + 1 for last in sheet.end or (-1, -1))
            if rows > MAX_ROWS or columns > MAX_COLUMNS:
                _send("too big", name, rows, columns)
                continue
            _send("sheet", name)
            chunk: list[list[str]] = []
            for row in sheet.iter_rows():
                chunk.append([_text(cell) for cell in row])
                if len(chunk) == _CHUNK:
                    _send("rows", chunk)
                    chunk = []
            _send("rows", chunk)
        _send("end")
    except PasswordError:
        _send("fault", "password")
    except (CalamineError, MemoryError, OSError, ValueError, RuntimeError) as error:
        _send("fault", str(error))


def _send(*message: object) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _text(cell: object) -> str:
    """A cell as a text file of the return would print it; dates as ISO, whole numbers without a point."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return "" if cell is None else str(cell)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit; the sizes checked before the file is opened hold there
        return
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


if __name__ == "__main__":
    main()

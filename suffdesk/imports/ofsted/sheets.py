"""What other sheets of a workbook add to the list: settings that it has not, and settings that have left."""

from dataclasses import replace

from suffdesk.core.problem import Problem
from suffdesk.core.text import plural
from suffdesk.domain.formats.ofsted import ListedSetting, OfstedList
from suffdesk.domain.registration import CLOSED
from suffdesk.imports.ofsted.matching import no_number_key


def with_sheet(listed: OfstedList, side: OfstedList) -> OfstedList:
    """A list with what another sheet of its workbook, of the same day, has beyond it.

    From a sheet with a part of what is registered only those that have closed are taken, where it tells of closing:
    that it has them says nothing of the others. What is not taken is named, as a sheet or in one fault.
    """
    known = {_key(row) for row in listed.settings}
    fresh = [
        row for row in side.settings
        if _key(row) not in known and (side.complete or (side.of_leavers and row.status == CLOSED))
    ]  # fmt: skip
    if not fresh or (listed.as_at and side.as_at and listed.as_at != side.as_at):
        return replace(listed, sheets_ignored=(*listed.sheets_ignored, side.file))
    taken = {row.row for row in fresh}
    return replace(
        listed,
        settings=(*listed.settings, *fresh),
        problems=(
            *listed.problems,
            *(one for one in side.problems if one.row is None or one.row in taken or one.severity == "left out"),
            *_passed_over(side, len(side.settings) - len(fresh)),
        ),
        rows_read=listed.rows_read + len(fresh) + side.rows_left_out,
        rows_left_out=listed.rows_left_out + side.rows_left_out,
        columns_ignored=tuple(dict.fromkeys((*listed.columns_ignored, *side.columns_ignored))),
    )


def _key(row: ListedSetting) -> tuple[str, ...]:
    return (row.urn,) if row.urn else no_number_key(row)


def _passed_over(side: OfstedList, number: int) -> list[Problem]:
    if not number:
        return []
    return [Problem(
        side.file, None, None, None, "listed",
        f"{plural(number, 'row')} of this sheet {'is' if number == 1 else 'are'} not taken: of settings that another "
        "sheet of the workbook tells of, or that a part of what is registered has.",
        "Nothing, if the sheets agree; to have what this sheet says, save it as a file of its own.", "told_elsewhere",
    )]  # fmt: skip

"""The profile of a provider: who they are, what they run, how it is judged, and under what we buy from them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from suffdesk.core.chart import ChartSpec
from suffdesk.core.dates import show_date
from suffdesk.core.report import Block, Chart, Heading, KeyFigure, KeyFigures, Paragraph, Report, Table
from suffdesk.exports.reports.board_pack import DEMO_MARKING, MARKING
from suffdesk.figures.cohort import load_cohort
from suffdesk.store.opening import Store
from suffdesk.store.seals import mark


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the profile: a table, or the sentence that stands where it has no rows."""

    heading: str
    table: Table
    empty: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a provider on a day."""

    name: str
    facts: tuple[tuple[str, str], ...]
    figures: tuple[KeyFigure, ...]
    about: str
    chart: ChartSpec | None
    sections: Sequence[Section]


def provider_profile(store: Store, profile: Profile, as_at: date) -> Report:
    """The report. It counts children, also few of them, so it is for use within the authority and marked so."""
    invented = store.meta("demo") == "1"
    blocks: list[Block] = [Heading("At a glance"), KeyFigures(profile.figures)]
    blocks += [Paragraph(f"{label}: {words}") for label, words in profile.facts]
    if profile.about:
        blocks.append(Paragraph(profile.about))
    if profile.chart is not None:
        blocks.append(Chart(profile.chart))
    for section in profile.sections:
        blocks.append(Heading(section.heading))
        titled = replace(section.table, title=f"{section.heading} at {show_date(as_at)}", sheet=section.heading)
        blocks.append(titled if titled.rows else Paragraph(section.empty))
    return Report(
        profile.name,
        "Provider profile",
        load_cohort(store).authority_name or "Authority not stated",
        as_at,
        tuple(blocks),
        (
            ("As at", show_date(as_at)),
            (
                "Counted",
                "Children of ours placed on the date; small numbers are shown, so keep it inside the authority",
            ),
            ("State of the store", mark(store.db)),
        ),
        DEMO_MARKING if invented else MARKING,
        keywords=("provider", "contracts", "quality"),
    )

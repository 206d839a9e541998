"""From a return that has been read and a store: what an import would do."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from suffdesk.core.errors import UserError
from suffdesk.core.kinds import Value
from suffdesk.core.problem import Problem
from suffdesk.core.progress import Progress, silent
from suffdesk.domain.authorities import authority, find_authority, todays
from suffdesk.domain.formats.returned_rows import ReturnedFiles, ReturnedTable
from suffdesk.domain.formats.ssda903 import TABLES
from suffdesk.imports.merging import settings_made
from suffdesk.imports.merging.children import ChildMerge
from suffdesk.imports.merging.counts import TableCounts
from suffdesk.imports.merging.derive import Derived
from suffdesk.imports.merging.episodes import EpisodeMerge
from suffdesk.imports.merging.erased import without_erased
from suffdesk.imports.merging.homes import homes_elsewhere, known_homes
from suffdesk.imports.merging.places import find_places
from suffdesk.imports.merging.records import Record, Writes, new_record, read_records
from suffdesk.imports.merging.tables import TableMerge, by_year_and_table
from suffdesk.imports.postcodes import PostcodeDirectory
from suffdesk.store.opening import Store


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do to the store in the state in which it was planned."""

    tables: tuple[TableCounts, ...]
    problems: tuple[Problem, ...]
    writes: Writes
    authority: str | None
    """ONS code of the authority whose children these are, None where it could not be told."""
    authority_from: str
    """Where that is known from: what the user gave, the store, the files, or the home postcodes."""
    state: int
    years: tuple[int, ...]
    columns_ignored: Mapping[str, tuple[str, ...]]
    """Columns of files that the return does not have."""
    files_ignored: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    """Sentences to which a person says yes before this is stored."""
    erased: tuple[str, ...] = ()
    """Identifiers of children in the files who were erased from the store, left out or brought in as was chosen."""

    @property
    def authority_name(self) -> str:
        return authority(self.authority).name if self.authority else ""

    def total(self, name: str) -> int:
        """Sum of one count (``added``, ``changed``, ...) over all tables."""
        return sum(int(getattr(table, name)) for table in self.tables)

    @property
    def added(self) -> int:
        return self.total("added")

    @property
    def changed(self) -> int:
        return self.total("changed")

    @property
    def left_alone(self) -> int:
        return self.total("left_alone")

    @property
    def left_out(self) -> int:
        return self.total("left_out")

    @property
    def no_longer_returned(self) -> int:
        return self.total("no_longer_returned")

    @property
    def listed(self) -> int:
        """Faults in what is stored."""
        return sum(1 for problem in self.problems if problem.severity == "listed")


def plan_import(
    store: Store,
    returned: ReturnedFiles,
    directory: PostcodeDirectory,
    *,
    chosen_authority: str | None = None,
    remove_no_longer_returned: bool = False,
    include_erased: bool = False,
    progress: Progress = silent,
) -> ImportPlan:
    """Match what was read with the store; children who were erased from it are left out unless ``include_erased``.

    Raises UserError for an authority that is not known."""
    state = store.records_state()
    progress("Reading what the store holds", 0.05)
    erased = without_erased(store, returned, include=include_erased)
    returned = erased.returned
    children = ChildMerge(read_records(store, "child"), int(store.meta("last_reference") or 0))
    episodes = EpisodeMerge(read_records(store, "episode"))
    others = {
        table.name: TableMerge(table, read_records(store, table.entity))
        for table in TABLES
        if table.name not in ("header", "episodes") and any(part.format.name == table.name for part in returned.tables)
    }
    counts: list[TableCounts] = []
    faults: list[Problem] = []
    groups = by_year_and_table(returned.tables)
    for number, files in enumerate(groups):
        table = files[0].format
        progress(f"Matching {table.title.lower()} to 31 March {files[0].year}", 0.1 + 0.5 * number / len(groups))
        counted = TableCounts(files[0].year, table.name, table.title, ", ".join(file.file for file in files))
        counted.rows_read = sum(file.rows_read for file in files)
        counted.left_out = sum(file.rows_left_out for file in files)
        if table.name == "header":
            faults += children.merge(files, counted)
        else:
            children.name(row.identifier for file in files for row in file.rows)
            merge = episodes if table.name == "episodes" else others[table.name]
            faults += merge.merge(files, children.ids, counted, remove=remove_no_longer_returned)
        counts.append(counted)
    children.keep()
    episodes.keep()
    for merged in others.values():
        merged.keep()
    progress("Finding postcodes", 0.65)
    moved = [record for record in episodes.records() if not record.removed and _moved(record)]
    find_places(moved, directory)
    progress("Making placements", 0.75)
    derived = Derived.of(
        read_records(store, "care_period"), read_records(store, "placement"), read_records(store, "setting")
    )
    for child_id in sorted(episodes.touched):
        derived.derive(child_id, episodes.of_child(child_id))
    settings_made.settle(store, derived.settings, derived.placements)
    progress("Comparing", 0.9)
    writes = Writes()
    writes.take("child", children.records.values())
    writes.take("setting", derived.settings.values())
    for child_periods in derived.periods.values():
        writes.take("care_period", child_periods)
    for child_placements in derived.placements.values():
        writes.take("placement", child_placements)
    writes.take("episode", episodes.records())
    for merge in others.values():
        writes.take(merge.entity, merge.records.values())
    writes.take("return_table", _returned_tables(store, groups))
    code, known_from = _authority(store, returned, episodes.records(), chosen_authority)
    problems = (*returned.problems, *erased.problems, *faults)
    return ImportPlan(
        tuple(counts),
        problems,
        writes,
        code,
        known_from,
        state,
        returned.years,
        returned.columns_ignored,
        returned.files_ignored,
        homes_elsewhere(code, _homes(returned, children, episodes)),
        erased.identifiers,
    )


def _homes(returned: ReturnedFiles, children: ChildMerge, episodes: EpisodeMerge) -> list[str]:
    """The area of the home postcode of each child of whom the files hold an episode, where it is known."""
    named = {row.identifier for part in returned.tables if part.format.name == "episodes" for row in part.rows}
    return known_homes(episodes.of_child(children.ids[one]) for one in sorted(named))


def _moved(record: Record) -> bool:
    """Whether the place has to be looked up: a new episode, or one with another postcode."""
    if record.held is None:
        return True
    return any(record.values[name] != record.held[name] for name in ("home_postcode", "placement_postcode"))


def _returned_tables(store: Store, groups: Iterable[Sequence[ReturnedTable]]) -> list[Record]:
    held = {
        (record.values["collection_year"], record.values["table_name"]): record
        for record in read_records(store, "return_table")
    }
    now = datetime.now(UTC).isoformat(timespec="seconds")
    records = []
    for files in groups:
        year, name = files[0].year, files[0].format.name
        values: dict[str, Value] = {
            "collection_year": year,
            "table_name": name,
            "file_name": ", ".join(file.file for file in files),
            "rows_read": sum(file.rows_read for file in files),
            "rows_left_out": sum(file.rows_left_out for file in files),
            "rows_listed": sum(file.rows_listed for file in files),
            "digest": " ".join(file.digest for file in files),
            "imported_at": now,
        }
        record = held.get((year, name))
        if record is None:
            records.append(new_record(values))
        elif record.values["digest"] != values["digest"]:
            record.values.update(values)
            records.append(record)
    return records


def _authority(
    store: Store, returned: ReturnedFiles, episodes: Iterable[Record], chosen: str | None
) -> tuple[str | None, str]:
    held = store.meta("authority")
    given = chosen or (returned.authorities[0] if len(returned.authorities) == 1 else None)
    if given:
        wanted = find_authority(given)
        if held and todays(held) == todays(wanted.code):  # of a former and a later code of one authority, the later
            return wanted.code if authority(held).successors else held, "what you chose" if chosen else "the files"
        if held and store.rows("SELECT 1 FROM child LIMIT 1"):
            raise UserError(
                f"{store.path.name} holds the children of {authority(held).name}, and these files are of "
                f"{wanted.name}; import them into a store of their own"
            )
        return wanted.code, "what you chose" if chosen else "the files"
    if held:
        return held, "the store"
    homes = Counter(code for record in episodes if (code := record.values.get("home_authority")))
    if homes:
        code, number = homes.most_common(1)[0]
        if 2 * number > homes.total() and str(code).startswith("E"):
            return str(code), f"home postcodes: {round(100 * number / homes.total())}% are there"
    return None, ""

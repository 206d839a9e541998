"""The trail says in words who changed what; it is read a page at a time, and says when it does not hold."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from suffdesk.core.errors import Refused
from suffdesk.operations import audit, history
from suffdesk.operations.audit import TrailFilter
from suffdesk.store.opening import Store, create_store
from suffdesk.store.undo import Step


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with create_store(tmp_path / "a.suffdesk", passphrase=None, who="Ann") as opened:
        yield opened


def put(store: Store, entity: str, **values: object) -> str:
    with store.change(f"Add {entity}") as result:
        return result.change.insert(entity, values)  # type: ignore[arg-type]


def edit(store: Store, entity: str, row_id: str, **values: object) -> None:
    with store.change(f"Edit {entity}") as result:
        result.change.update(entity, row_id, values)  # type: ignore[arg-type]


@pytest.fixture
def child(store: Store) -> str:
    return put(store, "child", reference="C-0012", identifier="SECRET1", date_of_birth=date(2012, 2, 29))


def episode(child: str, **values: object) -> dict[str, object]:
    return {"child_id": child, "started": date(2024, 4, 3), "position": 0, "place": "U6", **values}


def lines(store: Store, wanted: TrailFilter | None = None) -> list[tuple[str, str, str]]:
    return [(line.action, line.subject, line.words) for line in audit.trail(store, wanted).lines]


def test_words_are_those_of_the_descriptions(store: Store, child: str) -> None:
    home = put(store, "setting", name="Elm House", urn="SC1")
    row = put(store, "episode", **episode(child))
    stay = put(store, "placement", child_id=child, opening_episode_id=row, setting_id=None, basis="looked after",
               source="typed", counted=1, started=date(2024, 4, 3))  # fmt: skip
    edit(store, "episode", row, place="K2", until=date(2024, 5, 1), miles=3.5)
    edit(store, "placement", stay, setting_id=home)
    with store.change("Remove") as result:
        result.change.update("placement", stay, {"setting_id": None})
        result.change.delete_many("setting", [home])
    found = lines(store)
    assert found[0] == ("Removed", "Elm House", "Name: Elm House → nothing; Ofsted or CQC number: SC1 → nothing")
    assert found[2] == ("Changed", "Placement of C-0012, 3 Apr 2024", "Setting: Elm House")  # gone, still named
    assert found[3] == (
        "Changed",
        "Episode of C-0012, 3 Apr 2024",
        "Placement: Foster, other carer (U6) → Children's home (K2); Ceased: 1 May 2024; Miles from home: 3.5",
    )
    assert "Opening episode: Episode of C-0012, 3 Apr 2024" in found[4][2]
    assert found[-1][:2] == ("Added", "C-0012")
    assert "Date of birth: 29 Feb 2012" in found[-1][2]


def test_who_and_when_in_local_time(store: Store, child: str) -> None:
    line = audit.trail(store).lines[0]
    assert (line.who, line.label, line.change) == ("Ann", "Add child", 1)
    assert abs((datetime.now(UTC) - line.made_at).total_seconds()) < 60
    assert line.made_at.utcoffset() == datetime.now().astimezone().utcoffset()


def test_pages_meet_without_gap_or_repetition_and_filters_hold(store: Store, child: str) -> None:
    with store.change("Import") as result:
        result.change.insert_many(
            "review", [{"child_id": child, "reviewed_on": date(2024, 1, 1 + n), "collection_year": 2024}
                       for n in range(25)]
        )  # fmt: skip
    edit(store, "child", child, sex="F")
    seen: list[int] = []
    before = None
    while True:
        page = audit.trail(store, None, before, 10)
        assert len(page.lines) <= 10
        seen += [line.entry for line in page.lines]
        before = page.next
        if before is None:
            break
    assert seen == list(range(27, 0, -1))
    assert [line.entity for line in audit.trail(store, TrailFilter(entity="child")).lines] == ["child", "child"]
    assert len(audit.trail(store, audit.of_record("child", child)).lines) == 2
    assert len(audit.trail(store, audit.of_child(store, child)).lines) == 27
    assert len(audit.trail(store, TrailFilter(change=2)).lines) == 25
    assert audit.trail(store, TrailFilter(who="Bob")).lines == ()
    today = date.today()
    assert len(audit.trail(store, TrailFilter(who="Ann", first=today, last=today)).lines) == 27
    assert audit.trail(store, TrailFilter(last=date(2020, 1, 1))).lines == ()
    assert audit.people(store) == ["Ann"]
    assert audit.what_changed(store, 2) == "25 reviews added"


def test_trail_of_a_child_holds_what_was_removed_of_it(store: Store, child: str) -> None:
    row = put(store, "review", child_id=child, reviewed_on=date(2024, 1, 1), collection_year=2024)
    with store.change("Remove") as result:
        result.change.delete_many("review", [row])
    assert [line.action for line in audit.trail(store, audit.of_child(store, child)).lines] == [
        "Removed", "Added", "Added",
    ]  # fmt: skip


def test_no_page_reads_a_large_change_at_once(store: Store) -> None:
    """The plan walks changes and entries backwards by their keys, without sorting either."""
    with store.change("Import") as result:
        result.change.insert_many("provider", [{"name": f"Provider {n}"} for n in range(20_000)])
    steps: list[int] = []
    store.db.conn.set_progress_handler(lambda: steps.append(1), 1_000)
    page = audit.trail(store, None, None, 50)
    store.db.conn.set_progress_handler(None, 0)
    assert len(page.lines) == 50
    assert len(steps) < 50, "the whole of the change was read for one page"


def test_table_for_excel_can_leave_personal_values_out(store: Store, child: str) -> None:
    edit(store, "child", child, upn="X123", sex="M")
    table = audit.trail_table(store)
    assert table.rows[0][2:] == ("Ann", "Edit child", "Changed", "C-0012", "Sex: Male (M); Unique pupil number: X123")
    table = audit.trail_table(store, with_personal=False)
    assert table.rows[0][-1] == "Sex: Male (M); Unique pupil number: changed"
    assert "SECRET1" not in str(table.rows)
    short = audit.trail_table(store, limit=1)
    assert len(short.rows) == 1
    assert short.notes == ("Only the latest 1 are given.",)


def test_state_of_a_step_is_known_before_it_is_tried(store: Store, child: str) -> None:
    first = Step(1, "Add child")
    assert history.undo_state(store, first).possible
    review = put(store, "review", child_id=child, reviewed_on=date(2024, 1, 1), collection_year=2024)
    state = history.undo_state(store, first)
    assert not state.possible
    assert state.reason == (
        "“Add child” cannot be undone: Review of C-0012, 1 Jan 2024 was made since and depends on it; undo that first"
    )
    with pytest.raises(Refused, match="depends on it"):
        history.undo_step(store, first)
    edit(store, "review", review, participation="PN1")
    edit(store, "child", child, sex="F")
    steps = history.undo_steps(store)
    assert [(line.step.number, line.state.possible) for line in steps] == [(4, True), (3, True), (2, False), (1, False)]
    assert "by “Edit review” (Ann)" in steps[2].state.reason
    history.undo_step(store, steps[1].step)  # not the latest
    assert [line.step.number for line in history.undo_steps(store)] == [4, 2, 1]
    assert history.undo_state(store, Step(3, "Edit review")).reason.endswith("it has been undone already")
    assert [(line.step.label, line.state.possible) for line in history.redo_steps(store)] == [("Edit review", True)]
    history.undo(store)
    assert [line.step.label for line in history.redo_steps(store)] == ["Edit child", "Edit review"]
    put(store, "provider", name="A")
    assert history.redo_steps(store) == []


def test_what_a_removed_record_needs_is_looked_for(store: Store, child: str) -> None:
    home = put(store, "setting", urn="SC1")
    with store.change("Remove setting") as result:
        result.change.delete_many("setting", [home])
    put(store, "setting", urn="SC1")
    state = history.undo_state(store, Step(3, "Remove setting"))
    assert state.reason.endswith("another setting has the same Ofsted or CQC number now")


def test_read_only_store_undoes_nothing(store: Store, child: str) -> None:
    from suffdesk.store.opening import open_store

    with open_store(store.path, read_only=True) as other:
        assert history.undo_state(other, Step(1, "Add child")).reason == "The store is open for reading only"

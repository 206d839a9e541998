"""Records typed in: refused in sentences, kept whole, and what hangs on them made anew."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from suffdesk.core.errors import Refused, UserError
from suffdesk.core.kinds import Day, LongText, PastDay, Text
from suffdesk.domain.entering import NOT_TYPED, fields_to_fill
from suffdesk.domain.formats.returned_rows import ReturnedFiles, ReturnedRow, ReturnedTable
from suffdesk.domain.formats.ssda903 import BY_NAME as TABLES
from suffdesk.domain.registry import ENTITIES
from suffdesk.figures.indicators import one
from suffdesk.imports.merging.plan import plan_import
from suffdesk.imports.postcodes import open_directory
from suffdesk.operations import edit, history, import_return
from suffdesk.operations.edit import InvalidRow, add, change, check_row, doubts, end, remove
from suffdesk.store.opening import Store, create_store

EPISODE = {
    "started": "03/04/2024", "reason_new": "S", "legal_status": "C2", "need": "N1", "place": "U6", "provider": "PR1",
    "home_postcode": "sk13xe", "placement_postcode": "M1 1AE", "urn": "sc123456",
}  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with create_store(tmp_path / "a.suffdesk", passphrase=None, who="Ann") as opened:
        opened.set_meta("authority", "E08000007")
        yield opened


@pytest.fixture
def child(store: Store) -> str:
    return add(store, "child", {"identifier": "123", "date_of_birth": "29/02/2012", "sex": "Female"}).row_id


@pytest.fixture
def episode(store: Store, child: str) -> str:
    return add(store, "episode", {"child": "C-0001", **EPISODE}).row_id


def placements(store: Store) -> list[tuple[object, ...]]:
    return store.rows("SELECT place, started, until, source, basis, setting_id IS NULL FROM placement ORDER BY started")


def faults(store: Store, entity: str, values: Mapping[str, object], row_id: str = "") -> dict[str, str]:
    return {fault.field: fault.sentence for fault in check_row(store, entity, values, row_id)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "said"),
    [("1.23E+06", "a number is lost"), ("#REF!", "a number is lost"), ("1001.0", "type 1001"), ("1001", None)],
)
def test_an_identifier_that_a_spreadsheet_changed_is_refused(store: Store, typed: str, said: str | None) -> None:
    found = faults(store, "child", {"identifier": typed})
    assert said in found[""] if said else found == {}


def test_every_entity_has_a_form_or_a_reason_why_not(store: Store) -> None:
    for entity in ENTITIES:
        if entity.name in NOT_TYPED:
            assert faults(store, entity.name, {}) == {"": NOT_TYPED[entity.name]}
        else:
            filled = fields_to_fill(entity.name)
            assert filled
            needed = {field.name for field in filled if field.required and field.name != "basis"}
            assert needed <= set(faults(store, entity.name, {}))


def test_text_is_read_as_typed_and_faults_are_sentences(store: Store, child: str) -> None:
    found = faults(
        store, "episode",
        {"child": "C-9", "started": "31/02/2024", "place": "Palace", "home_postcode": "SK1", "urn": "12", "miles": 3,
         "colour": "red"},
    )  # fmt: skip
    assert found["child_id"] == "There is no child “C-9”"
    assert "is not a day of the calendar" in found["started"]
    assert "choose one from the list" in found["place"]
    assert found["home_postcode"] == "“SK1” is not a whole postcode; type it as SK1 3XE"
    assert "seven digits" in found["urn"]
    assert "worked out by the program" in found["miles"]
    assert "has no field “colour”" in found["colour"]
    assert check_row(store, "episode", {"place": "U6"}, whole=False) == []
    assert [fault.field for fault in check_row(store, "episode", {"place": "Z"}, whole=False)] == ["place"]
    assert faults(store, "child", {"identifier": "7", "date_of_birth": 3})["date_of_birth"] == (
        "Date of birth cannot be 3"
    )


def test_references_go_on_and_are_not_given_twice(store: Store, child: str) -> None:
    second = add(store, "child", {"identifier": "124"}).row_id
    assert store.rows("SELECT reference FROM child ORDER BY reference") == [("C-0001",), ("C-0002",)]
    store.set_meta("last_reference", "7")
    remove(store, "child", second)
    assert edit.next_reference(store) == "C-0008"
    assert faults(store, "child", {"identifier": "123"}) == {"identifier": "C-0001 has this 903 identifier already"}


def test_an_episode_makes_its_care_period_and_placement(store: Store, episode: str) -> None:
    assert placements(store) == [("U6", "2024-04-03", None, "typed", "looked after", 0)]
    assert store.rows("SELECT started, start_known, until FROM care_period") == [("2024-04-03", 1, None)]
    assert store.rows("SELECT urn, kind FROM setting") == [("SC123456", "Fostering agency")]
    ((miles, area, version),) = store.rows("SELECT miles, placement_authority, postcodes_version FROM episode")
    assert 5 < float(str(miles)) < 8
    assert area == "E08000003"
    assert version
    assert one(store, date(2024, 5, 1), "cla").value == 1
    assert len(store.rows("SELECT 1 FROM change_log")) == 2  # one change each


def test_editing_an_episode_derives_anew_and_keeps_ids(store: Store, episode: str) -> None:
    before = store.rows("SELECT id FROM placement")
    change(store, "episode", episode, {"started": "01/05/2024", "placement_postcode": "SK1 3XE"})
    assert placements(store) == [("U6", "2024-05-01", None, "typed", "looked after", 0)]
    assert store.rows("SELECT id FROM placement") == before
    assert store.rows("SELECT miles, started FROM care_period JOIN episode USING (started)") == [(0.0, "2024-05-01")]
    history.undo(store)
    assert placements(store)[0][1] == "2024-04-03"
    assert float(str(store.rows("SELECT miles FROM placement")[0][0])) > 5


def test_rules_between_records(store: Store, child: str, episode: str) -> None:
    later = {"child": "C-0001", **EPISODE, "started": "01/06/2024"}
    assert faults(store, "episode", later) == {"started": "It overlaps the episode from 3 April 2024, still open"}
    born = {"date_of_birth": date(2024, 5, 1)}
    assert faults(store, "child", born, child) == {
        "date_of_birth": "An episode starts on 3 April 2024, before this date"
    }
    early = {"child": "C-0001", **EPISODE, "started": "01/01/2012", "until": "01/02/2012"}
    assert faults(store, "episode", early) == {
        "started": "It starts before the child's date of birth, 29 February 2012", "reason_ceased": "Say why it ceased",
    }  # fmt: skip
    assert faults(store, "episode", {"until": "01/04/2024", "reason_ceased": "X1"}, episode) == {
        "": "The episode ceases before it starts"
    }
    assert faults(store, "episode", {"reason_ceased": "E4A"}, episode) == {"until": "Say when it ceased"}
    old = {"child": "C-0001", **EPISODE, "started": "01/02/2024", "until": "01/03/2024", "reason_ceased": "E43"}
    assert "not used in the return" in faults(store, "episode", old)["reason_ceased"]
    assert faults(store, "setting", {"urn": "SC123456", "kind": "Children's home"}) == {
        "urn": "Another setting has the number SC123456 already"
    }
    missing = {"child_id": child, "started": "02/05/2024", "until": "05/05/2024", "kind": "M"}
    add(store, "missing_period", missing)
    assert store.rows("SELECT collection_year FROM missing_period") == [(2025,)]
    assert (
        "overlaps the missing period from 2 May 2024 to 5 May 2024"
        in faults(store, "missing_period", missing)["started"]
    )
    assert "before the start" in faults(store, "missing_period", {**missing, "until": "01/05/2024"})["until"]


def test_faults_that_a_return_left_do_not_bar_other_edits(store: Store, child: str) -> None:
    with store.change("Import") as result:
        rows = [{"child_id": child, "started": date(2024, month, 1), "position": 0, "place": "U6",
                 "legal_status": "C2", "reason_new": "S", "collection_year": 2024} for month in (1, 2)]  # fmt: skip
        ids = result.change.insert_many("episode", rows)
    assert change(store, "episode", ids[0], {"need": "N2"}).changes
    assert faults(store, "episode", {"place": ""}, ids[0]) == {"place": "Placement is needed"}


def test_a_change_made_meanwhile_is_not_written_over(store: Store, child: str) -> None:
    seen = edit.row_version(store, "child", child)
    assert change(store, "child", child, {"sex": "M"}, seen).changes.changed == 1
    with pytest.raises(Refused, match=r"C-0001 was changed by Ann at \d\d:\d\d while you had it open"):
        change(store, "child", child, {"sex": "F"}, seen)
    with pytest.raises(Refused, match="while you had it open"):
        remove(store, "child", child, seen)
    assert not change(store, "child", child, {"sex": "Male"}).changes
    remove(store, "child", child)
    with pytest.raises(UserError, match="no longer there"):
        change(store, "child", child, {"sex": "F"})


def test_a_move_ends_the_open_episode_and_starts_the_next(store: Store, child: str, episode: str) -> None:
    home = add(store, "setting", {"name": "Elm House", "kind": "Children's home", "urn": "SC654321",
                                  "postcode": "M1 1AE", "sector": "PR4"}).row_id  # fmt: skip
    values = {"child": "123", "started": "01/06/2024", "place": "K2", "setting": "Elm House"}
    saved = edit.move(store, values, "Care plan")
    assert store.rows(
        "SELECT until, reason_ceased, reason_change, reason_new, legal_status, place, provider, urn, "
        "placement_postcode FROM episode ORDER BY started"
    ) == [
        ("2024-06-01", "X1", "CARPL", "S", "C2", "U6", "PR1", "SC123456", "M1 1AE"),
        (None, None, None, "P", "C2", "K2", "PR4", "SC654321", "M1 1AE"),
    ]
    assert store.rows("SELECT setting_id, source FROM placement WHERE id = ?", (saved.row_id,)) == [(home, "typed")]
    assert one(store, date(2024, 7, 1), "cla").value == 1
    end(store, "placement", saved.row_id, date(2024, 8, 1), "E4A")
    assert store.rows("SELECT until, reason_ceased FROM care_period") == [("2024-08-01", "E4A")]
    assert one(store, date(2024, 8, 1), "cla").value == 0
    with pytest.raises(Refused, match="ended on 1 Aug 2024 already"):
        end(store, "placement", saved.row_id, date(2024, 9, 1), "E4A")
    with pytest.raises(InvalidRow, match="not looked after on 1 September 2024"):
        add(store, "placement", {**values, "started": "01/09/2024"})
    with pytest.raises(InvalidRow, match="An episode starts on that day already"):
        add(store, "placement", values)
    with pytest.raises(InvalidRow, match="recorded already"):
        add(store, "placement", {**values, "started": "01/05/2024"})
    with pytest.raises(Refused, match="made from episodes"):
        change(store, "placement", saved.row_id, {"place": "U1"})


def test_a_setting_without_a_number_stays_with_its_placement(store: Store, episode: str) -> None:
    add(store, "setting", {"name": "Flat 3", "kind": "Supported accommodation", "postcode": "M1 1AE"})
    saved = add(store, "placement", {"child": "123", "started": "01/06/2024", "place": "H5", "setting": "Flat 3",
                                     "provider": "PR4"})  # fmt: skip
    last = store.rows("SELECT id FROM episode ORDER BY started DESC")[0][0]
    change(store, "episode", str(last), {"need": "N5"})
    assert store.rows("SELECT name FROM setting JOIN placement ON setting.id = setting_id WHERE placement.id = ?",
                      (saved.row_id,)) == [("Flat 3",)]  # fmt: skip


def test_stays_after_18_and_short_breaks_stand_by_themselves(store: Store, child: str, episode: str) -> None:
    values = {"child": "123", "basis": "Short break", "started": "10/05/2024", "until": "12/05/2024", "place": "U6",
              "home_postcode": "SK1 3XE", "placement_postcode": "M1 1AE"}  # fmt: skip
    short = add(store, "placement", values).row_id
    assert store.rows("SELECT source, counted, miles > 5 FROM placement WHERE id = ?", (short,)) == [("typed", 0, 1)]
    assert "overlaps the placement" in faults(store, "placement", {**values, "started": "11/05/2024"})["started"]
    after = {**values, "basis": "post-18", "until": ""}
    assert "turns 18 on 1 March 2030" in faults(store, "placement", after)["started"]
    change(store, "placement", short, {"until": "13/05/2024"})
    change(store, "episode", episode, {"need": "N2"})  # deriving leaves it alone
    assert ("U6", "2024-05-10", "2024-05-13", "typed", "short break", 1) in placements(store)
    remove(store, "placement", short)
    assert len(placements(store)) == 1


def test_what_was_typed_becomes_the_returns(store: Store, child: str, episode: str) -> None:
    (before,) = store.rows("SELECT id FROM placement")[0]
    table = TABLES["episodes"]
    values = {**EPISODE, "started": date(2024, 4, 3), "until": None, "need": "N2", "home_postcode": "SK1 3XE",
              "urn": "SC123456"}  # fmt: skip
    row = ReturnedRow(2, "123", tuple(values.get(name) for name in table.fields))  # type: ignore[arg-type]
    files = ReturnedFiles((ReturnedTable(table, 2025, "episodes.csv", (row,), 1, 0, 0, "x"),), ())
    import_return.apply(store, plan_import(store, files, open_directory(), remove_no_longer_returned=True))
    assert store.rows("SELECT id, need, collection_year, source FROM episode") == [(episode, "N2", 2025, None)]
    assert store.rows("SELECT id, source FROM placement") == [(before, "imported")]


def test_typed_episodes_are_not_removed_for_not_being_returned(store: Store, child: str, episode: str) -> None:
    table = TABLES["episodes"]
    files = ReturnedFiles((ReturnedTable(table, 2025, "episodes.csv", (), 0, 0, 0, "x"),), ())
    plan = plan_import(store, files, open_directory(), remove_no_longer_returned=True)
    assert plan.no_longer_returned == 0
    assert not plan.writes.deletes


def test_removing_says_what_hangs_on_a_record(store: Store, child: str, episode: str) -> None:
    add(store, "review", {"child": "123", "reviewed_on": "20/04/2024", "participation": "PN1"})
    add(store, "note", {"entity": "child", "row_id": child, "text": "Called"})
    assert edit.reasons_to_keep(store, "child", child) == [
        "The child has 1 care period, 1 episode, 1 placement, 1 review and 1 note; remove what hangs on it first, or "
        "erase the child"
    ]
    with pytest.raises(Refused, match="1 review"):
        remove(store, "child", child)
    setting = str(store.rows("SELECT id FROM setting")[0][0])
    assert edit.reasons_to_keep(store, "setting", setting) == [
        "The setting has 1 placement; remove what hangs on it first"
    ]
    ((placement,),) = store.rows("SELECT id FROM placement")
    assert "made from episodes" in edit.reasons_to_keep(store, "placement", str(placement))[0]
    remove(store, "episode", episode)
    assert placements(store) == []
    assert store.rows("SELECT 1 FROM care_period") == []
    history.undo(store)
    assert len(placements(store)) == 1


def test_notes_are_signed_and_belong_to_their_child(store: Store, child: str, episode: str) -> None:
    note = add(store, "note", {"entity": "episode", "row_id": episode, "text": " Moved early "}).row_id
    assert store.rows("SELECT child_id, who, text FROM note") == [(child, "Ann", "Moved early")]
    assert faults(store, "note", {"entity": "dragon", "row_id": "1", "text": "x"})["entity"]
    assert faults(store, "note", {"entity": "child", "row_id": "1", "text": "x"})["row_id"] == "There is no such child"
    change(store, "note", note, {"text": "Moved late"})
    remove(store, "note", note)


def test_ends_of_other_records(store: Store, child: str) -> None:
    worker = add(store, "social_worker", {"child": "123", "worker": "SW1", "started": "01/01/2024"}).row_id
    end(store, "social_worker", worker, date(2024, 2, 1))
    with pytest.raises(UserError, match="has no reason"):
        end(store, "missing_period", add(store, "missing_period", {"child": "123", "started": "1.1.24"}).row_id,
            date(2024, 1, 2), "OTHER")  # fmt: skip
    review = add(store, "review", {"child": "123", "reviewed_on": "20/04/2024"}).row_id
    with pytest.raises(UserError, match="A review has no end"):
        end(store, "review", review, date(2024, 5, 1))
    decision = add(store, "adoption_decision", {"child": "123", "placed_on": "01/01/2024"}).row_id
    with pytest.raises(InvalidRow, match="not a why no longer"):
        end(store, "adoption_decision", decision, date(2024, 5, 1), "nonsense")


def test_a_name_that_two_records_share_is_not_guessed_at(store: Store) -> None:
    for _ in range(2):
        add(store, "setting", {"name": "Elm House", "kind": "Children's home"})
    with pytest.raises(UserError, match="More than one setting is called “Elm House”"):
        edit.find_record(store, "setting", "Elm House")


@pytest.mark.parametrize("score", ["-1", "41"])
def test_sdq_score_lies_within_its_scale(store: Store, child: str, score: str) -> None:
    found = faults(store, "outcomes", {"child": child, "collection_year": "2024", "sdq_score": score})
    assert found == {"": f"An SDQ score lies between 0 and 40; {score} does not"}
    assert faults(store, "outcomes", {"child": child, "collection_year": "2024", "sdq_score": "40"}) == {}


def test_no_form_takes_a_date_that_cannot_be(store: Store) -> None:
    """In every entity, whatever the field: past days have come, and nothing is a lifetime ahead."""
    ahead, far = f"{date.today() + timedelta(days=1):%d/%m/%Y}", "03/04/2099"
    seen = 0
    for entity in ENTITIES:
        for field in fields_to_fill(entity.name):
            if isinstance(field.kind, Day):
                seen += 1
                assert any(fault.field == field.name for fault in check_row(store, entity.name, {field.name: far}))
            if isinstance(field.kind, PastDay):
                faults = check_row(store, entity.name, {field.name: ahead})
                assert any("yet to come" in fault.sentence for fault in faults if fault.field == field.name)
    assert seen > 60


def test_born_in_2099_is_refused_as_typed_and_as_a_date(store: Store, child: str) -> None:
    for value in ("03/04/2099", "2099-04-03", date(2099, 4, 3)):
        with pytest.raises(InvalidRow, match="3 April 2099 is yet to come"):
            add(store, "child", {"identifier": "9", "date_of_birth": value})
    assert store.rows("SELECT count(*) FROM child") == [(1,)]


def test_no_name_is_stored_with_a_line_break(store: Store) -> None:
    """In every field of one line of every entity, by a form, and whoever writes (an import, a file's name)."""
    setting = add(store, "setting", {"name": "Elm\nHouse", "kind": "Children's home", "staffing": "Two\r\nat night"})
    assert store.rows("SELECT name, staffing FROM setting") == [("Elm House", "Two\nat night")]
    with store.change("Write") as result:
        result.change.update("setting", setting.row_id, {"name": "Elm\r\nHouse 2", "purpose": "A\nB"})
        result.change.insert("provider", {"name": "Alpha\u2028Care\tLtd"})
    assert store.rows("SELECT name, purpose FROM setting") == [("Elm House 2", "A\nB")]
    assert store.rows("SELECT name FROM provider") == [("Alpha Care Ltd",)]
    for entity in ENTITIES:
        for field in entity.fields:
            if isinstance(field.kind, Text) and not field.choices and not isinstance(field.kind, LongText):
                assert "\n" not in str(field.kind.kept("a\nb")), f"{entity.name}.{field.name}"


def test_a_postcode_is_one_by_its_form_and_doubted_where_nobody_knows_it(store: Store) -> None:
    home = {"name": "Elm House", "kind": "Children's home"}
    for wrong in ("SK1", "12345", "QK1 1AA", "SK1 3CE", "SK1 3XE 2"):
        with pytest.raises(InvalidRow, match="is not a whole postcode"):
            add(store, "setting", {**home, "postcode": wrong})
    saved = add(store, "setting", {**home, "postcode": "zz1 1zz"})
    assert store.rows("SELECT postcode, local_authority FROM setting") == [("ZZ1 1ZZ", None)]
    (doubt,) = saved.doubts
    assert (doubt.field, doubt.doubt) == ("postcode", True)
    assert "ZZ1 1ZZ is not in the postcode directory" in doubt.sentence
    assert doubts("setting", {"postcode": "SK1 3XE"}) == []
    assert doubts("placement", {"home_postcode": "ZZ1 1ZZ", "placement_postcode": "sk13xe"})[0].field == "home_postcode"

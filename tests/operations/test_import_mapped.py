"""A monthly extract against a store: what is new, changed, ended and asked about, and what is then stored."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from suffdesk.core.errors import Refused, UserError
from suffdesk.domain.episode import FROM_EXTRACT
from suffdesk.domain.formats.annex_a import annex_a
from suffdesk.figures.indicators import one
from suffdesk.operations import edit, history, import_mapped, import_return, mappings, merging
from suffdesk.operations.erasure import erase_child
from suffdesk.operations.import_mapped import Decisions, InYearPlan
from suffdesk.store.backup import backups_of
from suffdesk.store.check import check
from suffdesk.store.opening import Store, create_store

AS_AT = date(2024, 10, 31)
RETURN = {
    "header.csv": [["CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"],
                   *[[child, "1", "05/05/2012", "WBRI", "", "", ""] for child in "ABCD"]],
    "episodes.csv": [
        ["CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE",
         "HOME_POST", "PL_POST", "URN"],
        ["A", "01/06/2023", "S", "C1", "N1", "U6", "PR1", "", "", "", "SK1 3XE", "M1 1AE", ""],
        ["B", "01/06/2023", "S", "C2", "N1", "U6", "PR4", "01/09/2023", "X1", "", "SK1 3XE", "M1 1AE", "SC123456"],
        ["B", "01/09/2023", "P", "C2", "N1", "K2", "PR4", "", "", "", "SK1 3XE", "B1 1AA", "SC111111"],
        ["C", "01/06/2023", "S", "V2", "N1", "U6", "PR1", "01/02/2024", "E4A", "", "SK1 3XE", "M1 1AE", ""],
        ["D", "01/06/2023", "S", "V3", "N2", "K2", "PR1", "", "", "", "SK1 3XE", "SK1 3XE", ""],
    ],
}  # fmt: skip
NAMES = {
    "id": "Child Unique ID", "sex": "Gender", "born": "Date of Birth", "uasc": "UASC",
    "care": "Date Started to be Looked After", "ceased": "Date Ceased to be Looked After",
    "why": "Reason Ceased to be Looked After", "ls": "Legal Status", "ls_since": "Start date of current legal status",
    "start": "Placement start date", "end": "Placement end date", "place": "Placement type",
    "provider": "Placement provider", "post": "Placement postcode", "urn": "URN",
}  # fmt: skip
AS_HELD = [
    {"id": "A", "ls": "C1", "start": "01/06/2023", "place": "U6", "provider": "PR1", "post": "M1 1AE"},
    {
        "id": "B",
        "ls": "C2",
        "start": "01/09/2023",
        "place": "K2",
        "provider": "PR4",
        "post": "B1 1AA",
        "urn": "SC111111",
    },
]
A, B = AS_HELD


def write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(rows)


def bring_in_return(store: Store, folder: Path, files: dict[str, list[list[str]]] = RETURN) -> import_return.ImportPlan:
    folder.mkdir(exist_ok=True)
    for name, rows in files.items():
        write(folder / name, rows)
    plan = import_return.plan(store, import_return.read([folder]))
    import_return.apply(store, plan)
    return plan


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with create_store(tmp_path / "a.suffdesk", passphrase=None) as opened:
        bring_in_return(opened, tmp_path / "return")
        yield opened


@pytest.fixture
def look(store: Store, tmp_path: Path):
    """Preview an extract of those rows; ``columns`` leaves others out."""

    def preview(
        *rows: dict[str, str], complete: bool = True, decisions: Decisions | None = None, as_at: date = AS_AT,
        without: tuple[str, ...] = (),
    ) -> InYearPlan:  # fmt: skip
        names = [name for name in NAMES if name not in without]
        path = tmp_path / "extract.csv"
        write(path, [[NAMES[name] for name in names], *[[row.get(name, "") for name in names] for row in rows]])
        mapping = annex_a()
        extract = import_mapped.read(path, mapping)
        return import_mapped.preview(store, extract, mapping, as_at=as_at, complete=complete, decisions=decisions)

    return preview


def said(plan: InYearPlan) -> list[tuple[str, str, str, bool]]:
    return [(item.change, item.entity, item.child, item.applied) for item in plan.items]


def episodes(store: Store, child: str) -> list[tuple[object, ...]]:
    return store.rows(
        "SELECT e.started, e.until, e.reason_new, e.reason_ceased, e.place, e.legal_status, e.source FROM episode e "
        "JOIN child c ON c.id = e.child_id WHERE c.identifier = ? ORDER BY e.started, e.position", (child,)
    )  # fmt: skip


def placements(store: Store, child: str) -> list[tuple[object, ...]]:
    return store.rows(
        "SELECT p.id, p.started, p.until, p.place, p.source FROM placement p JOIN child c ON c.id = p.child_id "
        "WHERE c.identifier = ? ORDER BY p.started", (child,)
    )  # fmt: skip


def cla(store: Store, day: date) -> object:
    return one(store, day, "cla").value


def test_what_is_held_is_unchanged_and_nothing_would_be_written(store: Store, look) -> None:
    plan = look(*AS_HELD)
    assert said(plan) == [("unchanged", "placement", "C-0001", False), ("unchanged", "placement", "C-0002", False)]
    assert not plan.writes
    assert import_mapped.apply(store, plan).changes.change_id is None


def test_a_start_within_seven_days_is_the_same_placement(look) -> None:
    assert look({**A, "start": "08/06/2023"}, B).counts["unchanged"] == 2
    assert look({**A, "start": "25/05/2023"}, B).counts["unchanged"] == 2
    assert look({**A, "start": "24/05/2023"}, B).counts["left out"] == 1


def test_a_new_child_is_made_with_a_placement_that_counts(store: Store, look) -> None:
    new = {"id": "N", "sex": "F", "born": "01/02/2015", "care": "01/10/2024", "start": "01/10/2024", "place": "U6",
           "provider": "PR1", "ls": "V2", "post": "SK1 3XE", "uasc": "Yes"}  # fmt: skip
    assert cla(store, AS_AT) == 2
    plan = look(*AS_HELD, new)
    assert [(one.change, one.entity, one.row) for one in plan.items[2:]] == [
        ("new", "child", 4), ("new", "uasc_status", 4), ("new", "placement", 4)
    ]  # fmt: skip
    assert ("Sex", "", "Female (F)") in [(f.label, f.before, f.after) for f in plan.items[2].fields]
    import_mapped.apply(store, plan)
    assert episodes(store, "N") == [("2024-10-01", None, "S", None, "U6", "V2", FROM_EXTRACT)]
    assert cla(store, AS_AT) == 3
    assert store.rows("SELECT reference, date_of_birth FROM child WHERE identifier = 'N'") == [("C-0005", "2015-02-01")]
    assert store.rows("SELECT collection_year FROM uasc_status") == [(2025,)]
    assert said(look(*AS_HELD, new))[2:] == [("unchanged", "placement", "C-0005", False)]


def test_a_child_whose_care_began_earlier_has_a_cut_history(store: Store, look) -> None:
    new = {"id": "N", "care": "01/10/2020", "start": "01/10/2024", "place": "U6", "ls": "C2"}
    plan = look(*AS_HELD, new)
    assert "Care began on 1 October 2020" in plan.items[-1].reason
    import_mapped.apply(store, plan)
    assert episodes(store, "N")[0][2] == "P"
    assert store.rows("SELECT start_known FROM care_period JOIN child ON child.id = child_id "
                      "WHERE identifier = 'N'") == [(0,)]  # fmt: skip


def test_a_move_ends_the_placement_before_it_and_keeps_its_id(store: Store, look) -> None:
    before = placements(store, "A")
    plan = look({**A, "start": "15/07/2024", "place": "K2", "provider": "PR4", "post": "B1 1AA"}, B)
    assert said(plan)[0] == ("new", "placement", "C-0001", True)
    assert "the placement since 1 June 2023 ends that day" in plan.items[0].reason
    import_mapped.apply(store, plan)
    assert episodes(store, "A") == [
        ("2023-06-01", "2024-07-15", "S", "X1", "U6", "C1", None),
        ("2024-07-15", None, "P", None, "K2", "C1", FROM_EXTRACT),
    ]
    after = placements(store, "A")
    assert after[0][0] == before[0][0]
    assert [row[1:4] for row in after] == [("2023-06-01", "2024-07-15", "U6"), ("2024-07-15", None, "K2")]
    assert cla(store, AS_AT) == 2
    assert store.rows("SELECT count(*) FROM care_period JOIN child ON child.id = child_id "
                      "WHERE identifier = 'A'") == [(1,)]  # fmt: skip


def test_a_move_within_days_to_another_place_is_a_move(store: Store, look) -> None:
    plan = look({**A, "start": "05/06/2023", "place": "K2", "provider": "PR4", "post": "B1 1AA"}, B)
    assert said(plan)[0] == ("new", "placement", "C-0001", True)


def test_other_facts_correct_what_is_held(store: Store, look) -> None:
    plan = look({**A, "post": "SK1 3XE", "born": "06/05/2012"}, B)
    assert said(plan)[:2] == [("changed", "child", "C-0001", True), ("changed", "placement", "C-0001", True)]
    assert [(f.label, f.before, f.after) for f in plan.items[1].fields] == [("Placement postcode", "M1 1AE", "SK1 3XE")]
    import_mapped.apply(store, plan)
    assert store.rows("SELECT placement_postcode, miles FROM placement JOIN child ON child.id = child_id "
                      "WHERE identifier = 'A'") == [("SK1 3XE", 0.0)]  # fmt: skip
    assert store.rows("SELECT date_of_birth FROM child WHERE identifier = 'A'") == [("2012-05-06",)]


def test_an_empty_cell_keeps_what_is_held_unless_the_mapping_clears(store: Store, look, tmp_path: Path) -> None:
    assert look({**B, "urn": ""}, A).counts["changed"] == 0
    mapping = replace(annex_a(), blanks="clear")
    extract = import_mapped.read(tmp_path / "extract.csv", mapping)
    plan = import_mapped.preview(store, extract, mapping, as_at=AS_AT)
    changed = [item for item in plan.items if item.change == "changed" and item.entity == "placement"]
    assert ("Ofsted or CQC number", "SC111111", "") in [(f.label, f.before, f.after) for f in changed[0].fields]


def test_a_legal_status_with_its_date_begins_an_episode_of_the_same_placement(store: Store, look) -> None:
    import_mapped.apply(store, look({**A, "ls": "C2", "ls_since": "10/10/2024"}, B))
    assert episodes(store, "A") == [
        ("2023-06-01", "2024-10-10", "S", "X1", "U6", "C1", None),
        ("2024-10-10", None, "L", None, "U6", "C2", FROM_EXTRACT),
    ]
    assert len(placements(store, "A")) == 1
    assert look({**A, "ls": "C2", "ls_since": "10/10/2024"}, B).counts["unchanged"] == 2


def test_a_legal_status_without_a_date_asks_first(store: Store, look) -> None:
    rows = ({**A, "ls": "C2"}, B)
    plan = look(*rows)
    item = plan.items[0]
    assert (item.change, item.asks, item.applied) == ("changed", True, False)
    assert not plan.writes
    import_mapped.apply(store, look(*rows, decisions=Decisions(confirm=frozenset({item.key}))))
    assert [row[:2] for row in episodes(store, "A")] == [("2023-06-01", "2024-10-31"), ("2024-10-31", None)]


def test_care_that_ended_in_the_extract_ends(store: Store, look) -> None:
    plan = look({**A, "ceased": "20/09/2024", "why": "E4A"}, B)
    assert said(plan)[0] == ("ended", "placement", "C-0001", True)
    import_mapped.apply(store, plan)
    assert episodes(store, "A")[0][1:4] == ("2024-09-20", "S", "E4A")
    assert cla(store, AS_AT) == 1


def test_who_is_absent_is_asked_about_and_never_ended_without_a_word(store: Store, look) -> None:
    plan = look(A)
    assert said(plan) == [("unchanged", "placement", "C-0001", False), ("ended?", "placement", "C-0002", False)]
    assert not plan.writes, "and a child on short breaks is not looked for"
    key = plan.items[1].key
    assert not look(A, decisions=Decisions(confirm=frozenset({key}))).writes, "a yes without a day is not enough"
    assert look(A, complete=False).counts["ended?"] == 0
    for day in (date(2023, 9, 1), date(2024, 11, 1)):
        with pytest.raises(UserError, match="cannot end on"):
            look(A, decisions=Decisions(endings={key: (day, None)}))
    import_mapped.apply(store, look(A, decisions=Decisions(endings={key: (date(2024, 10, 1), "E4A")})))
    assert episodes(store, "B")[-1][1:4] == ("2024-10-01", "P", "E4A")
    assert cla(store, AS_AT) == 1


def test_what_is_held_as_ended_is_opened_only_on_a_word(store: Store, look) -> None:
    rows = (A, B, {"id": "C", "ls": "V2", "start": "01/06/2023", "place": "U6", "provider": "PR1", "post": "M1 1AE"})
    plan = look(*rows)
    item = plan.items[2]
    assert (item.change, item.asks, item.applied) == ("changed", True, False)
    assert "held as ended on 1 February 2024" in item.reason
    import_mapped.apply(store, look(*rows, decisions=Decisions(confirm=frozenset({item.key}))))
    assert cla(store, AS_AT) == 3


def test_coming_back_after_care_ended_is_a_start(store: Store, look) -> None:
    import_mapped.apply(store, look(A, B, {"id": "C", "ls": "V2", "start": "01/06/2024", "place": "U6"}))
    assert [row[2] for row in episodes(store, "C")] == ["S", "S"]
    assert one(store, AS_AT, "starters").value == 1


def test_what_contradicts_the_store_is_left_out_with_the_reason(look) -> None:
    plan = look(
        {**B, "start": "01/03/2023"}, {**A, "start": "01/12/2024"}, {"id": "Z", "start": "", "place": "K2"},
        {"id": "Y", "start": "02/06/2024", "end": "01/06/2024"},
    )  # fmt: skip
    reasons = [item.reason for item in plan.items if item.change == "left out"]
    assert [reason.split(",")[0] for reason in reasons] == [
        "The placement since 1 March 2023 is not held", "It starts on 1 December 2024",
        "The extract does not say when the placement started", "It ends before it starts",
    ]  # fmt: skip


def test_without_starts_an_extract_confirms_and_never_makes_up_a_date(look) -> None:
    assert look(A, B, without=("start",)).counts["unchanged"] == 2
    plan = look({**A, "post": "B1 1AA", "place": "K2"}, B, without=("start",))
    assert plan.counts["left out"] == 1
    assert not plan.writes


def test_one_row_for_each_placement(store: Store, look) -> None:
    rows = [
        {**A, "end": "01/05/2024"},
        {**A, "start": "01/05/2024", "end": "01/08/2024", "place": "K2", "post": "B1 1AA"},
        {**A, "start": "01/08/2024", "place": "U4", "post": "SK1 3XE"},
        B,
    ]
    import_mapped.apply(store, look(*rows))
    assert [(row[0], row[1], row[4]) for row in episodes(store, "A")] == [
        ("2023-06-01", "2024-05-01", "U6"), ("2024-05-01", "2024-08-01", "K2"), ("2024-08-01", None, "U4")
    ]  # fmt: skip
    assert look(*rows).counts["unchanged"] == 4


def test_anything_can_be_left(store: Store, look) -> None:
    rows = (*AS_HELD, {"id": "N", "start": "01/10/2024", "place": "U6"})
    plan = look(*rows, decisions=Decisions(leave=frozenset({"row 4: child"})))
    assert (said(plan)[2], bool(plan.writes)) == (("new", "child", "N", False), False)
    plan = look(*rows, decisions=Decisions(leave=frozenset({"row 4: placement"})))
    import_mapped.apply(store, plan)
    assert episodes(store, "N") == []
    assert store.rows("SELECT count(*) FROM child WHERE identifier = 'N'") == [(1,)]


def test_a_child_is_found_by_pupil_number_or_reference(store: Store, tmp_path: Path) -> None:
    edit.change(store, "child", edit.find_record(store, "child", "C-0001"), {"upn": "A123456789012"})
    path = tmp_path / "x.csv"
    write(path, [["Child ID", "UPN", "Child reference", "Placement start"], ["", "A123456789012", "", "01/06/2023"],
                 ["", "", "C-0002", "01/09/2023"], ["", "", "C-9999", "01/09/2023"]])  # fmt: skip
    plan = import_mapped.preview(store, import_mapped.read(path, annex_a()), annex_a(), as_at=AS_AT, complete=False)
    assert {(item.change, item.child) for item in plan.items} == {
        ("left out", "C-9999"), ("unchanged", "C-0001"), ("unchanged", "C-0002")
    }  # fmt: skip


def test_it_is_one_change_after_a_backup_and_can_be_undone(store: Store, look) -> None:
    ids = [store.rows(f"SELECT id FROM {name} ORDER BY id") for name in ("child", "placement")]
    facts = [episodes(store, child) for child in "ABN"]
    plan = look({**A, "start": "15/07/2024", "place": "K2"}, {"id": "N", "start": "01/10/2024", "place": "U6"})
    done = import_mapped.apply(store, plan)
    assert done.changes.label == "Import extract extract.csv"
    assert len(backups_of(store.path)) == 1
    assert [episodes(store, child) for child in "ABN"] != facts
    history.undo(store)
    assert [episodes(store, child) for child in "ABN"] == facts
    assert [store.rows(f"SELECT id FROM {name} ORDER BY id") for name in ("child", "placement")] == ids
    history.redo(store)
    assert len(episodes(store, "N")) == 1
    assert check(store).whole


def test_a_preview_of_another_state_is_refused(store: Store, look) -> None:
    plan = look({**A, "post": "SK1 3XE"}, B)
    mappings.save(store, annex_a().named("mine"))
    with pytest.raises(Refused, match="look at the preview again"):
        import_mapped.apply(store, plan)


def test_the_return_takes_the_place_of_what_extracts_said(store: Store, look, tmp_path: Path) -> None:
    move = {**A, "start": "15/07/2024", "place": "K2", "provider": "PR4", "post": "B1 1AA"}
    import_mapped.apply(store, look(move, B, {"id": "N", "start": "01/10/2024", "place": "U6", "ls": "V2"}))
    kept = placements(store, "A")[1][0]
    rows = RETURN["episodes.csv"]
    year = {**RETURN, "episodes.csv": [
        rows[0],
        [*rows[1][:7], "18/07/2024", "X1", "CARPL", *rows[1][10:]],
        ["A", "18/07/2024", "P", "C1", "N1", "K2", "PR4", "", "", "", "SK1 3XE", "B1 1AA", "SC111111"],
        rows[3],
    ]}  # fmt: skip
    bring_in_return(store, tmp_path / "next", year)
    assert [(row[0], row[1], row[6]) for row in episodes(store, "A")] == [
        ("2023-06-01", "2024-07-18", None), ("2024-07-18", None, None)
    ]  # fmt: skip
    assert placements(store, "A")[1][0] == kept, "three days apart, so the same placement under the same id"
    assert episodes(store, "N")[0][6] == FROM_EXTRACT, "a child whom the return does not hold stays"


def test_an_end_after_the_returns_year_stays(store: Store, look, tmp_path: Path) -> None:
    import_mapped.apply(store, look({**A, "ceased": "20/09/2024", "why": "E4A"}, B))
    bring_in_return(store, tmp_path / "return")
    assert episodes(store, "A")[0][1:4] == ("2024-09-20", "S", "E4A")


def test_typed_and_imported_placements_are_offered_and_merged(store: Store, look, tmp_path: Path) -> None:
    child = str(store.rows("SELECT id FROM child WHERE identifier = 'A'")[0][0])
    edit.add(store, "placement", {"child": "C-0001", "basis": "looked after", "started": "12/07/2024", "place": "K2",
                                  "placement_postcode": "B1 1AA", "provider": "PR4"})  # fmt: skip
    typed = placements(store, "A")[1]
    assert typed[4] == "typed"
    edit.add(store, "note", {"entity": "placement", "row_id": str(typed[0]), "text": "visited"})
    assert merging.merge_offers(store) == []
    rows = RETURN["episodes.csv"]
    bring_in_return(store, tmp_path / "next", {**RETURN, "episodes.csv": [
        rows[0],
        [*rows[1][:7], "15/07/2024", "X1", "CARPL", *rows[1][10:]],
        ["A", "15/07/2024", "P", "C1", "N1", "K2", "PR4", "", "", "", "SK1 3XE", "B1 1AA", "SC111111"],
        rows[3],
    ]})  # fmt: skip
    offers = merging.merge_offers(store)
    assert [(one.child_id, one.keep_id, one.why) for one in offers] == [
        (child, typed[0], "Other records hang on it")
    ]  # fmt: skip
    before = episodes(store, "A"), placements(store, "A")
    changes = merging.merge(store, offers[0].keep_id, offers[0].drop_id)
    assert changes.label == "Merge placements of C-0001 since 15 July 2024"
    assert [(row[0], row[1], row[6]) for row in episodes(store, "A")] == [
        ("2023-06-01", "2024-07-15", None), ("2024-07-15", None, None)
    ]  # fmt: skip
    assert [row[:3] for row in placements(store, "A")][1] == (typed[0], "2024-07-15", None)
    assert store.rows("SELECT row_id FROM note") == [(typed[0],)]
    assert merging.merge_offers(store) == []
    history.undo(store)
    assert (episodes(store, "A"), placements(store, "A")) == before
    merging.merge(store, offers[0].drop_id, offers[0].keep_id)
    assert store.rows("SELECT row_id FROM note") == [(offers[0].drop_id,)], "what hangs on it goes over"


def test_placements_told_apart_are_not_offered_until_that_is_undone(store: Store, tmp_path: Path) -> None:
    edit.add(store, "placement", {"child": "C-0001", "basis": "looked after", "started": "12/07/2024", "place": "K2",
                                  "placement_postcode": "B1 1AA", "provider": "PR4"})  # fmt: skip
    rows = RETURN["episodes.csv"]
    bring_in_return(store, tmp_path / "next", {**RETURN, "episodes.csv": [
        rows[0],
        [*rows[1][:7], "15/07/2024", "X1", "CARPL", *rows[1][10:]],
        ["A", "15/07/2024", "P", "C1", "N1", "K2", "PR4", "", "", "", "SK1 3XE", "B1 1AA", "SC111111"],
        rows[3],
    ]})  # fmt: skip
    (offer,) = merging.merge_offers(store)
    sides = {one.label: one for one in merging.compare(store, offer)}
    assert (sides["Since"].typed, sides["Since"].imported) == ("12 Jul 2024", "15 Jul 2024")
    assert sides["Since"].differs
    assert not sides["Placement postcode"].differs
    # whichever is named first
    assert merging.tell_apart(store, offer.imported_id, offer.typed_id).label == "Keep two placements of C-0001 apart"
    assert merging.merge_offers(store) == []
    history.undo(store)
    assert merging.merge_offers(store) == [offer]
    (b, *_) = (str(row[0]) for row in placements(store, "B"))
    with pytest.raises(UserError, match="one child"):
        merging.tell_apart(store, offer.typed_id, b)


def test_placements_that_are_not_alike_are_not_merged(store: Store) -> None:
    (a,), (first, second) = ([row[0] for row in placements(store, child)] for child in "AB")
    with pytest.raises(UserError, match="one child"):
        merging.merge(store, str(a), str(first))
    with pytest.raises(UserError, match="typed placement and an imported one"):
        merging.merge(store, str(first), str(second))


def test_a_child_who_was_erased_is_asked_about(store: Store, look, tmp_path: Path) -> None:
    ((child,),) = store.rows("SELECT id FROM child WHERE identifier = 'A'")
    erase_child(store, str(child), "mistake")
    plan = look(*AS_HELD)
    (item,) = [one for one in plan.items if one.child == "A"]
    assert (item.change, item.asks, item.applied) == ("new", True, False)
    assert "was erased from the store" in item.reason
    import_mapped.apply(store, plan)
    assert store.rows("SELECT 1 FROM child WHERE identifier = 'A'") == []
    yes = look(*AS_HELD, decisions=Decisions(confirm=frozenset({item.key})))
    import_mapped.apply(store, yes)
    assert store.rows("SELECT reference FROM child WHERE identifier = 'A'") == [("C-0005",)]
    assert look(*AS_HELD).counts["new"] == 0


def test_one_who_was_erased_is_not_asked_about_where_that_is_said(store: Store, tmp_path: Path) -> None:
    ((child,),) = store.rows("SELECT id FROM child WHERE identifier = 'A'")
    erase_child(store, str(child), "mistake")
    path = tmp_path / "extract.csv"
    write(path, [list(NAMES.values()), [A.get(name, "") for name in NAMES]])
    mapping = annex_a()
    extract = import_mapped.read(path, mapping)
    plan = import_mapped.preview(store, extract, mapping, as_at=AS_AT, complete=False, include_erased=True)
    assert [(item.change, item.asks, item.applied) for item in plan.items if item.entity == "child"] == [
        ("new", False, True)
    ]

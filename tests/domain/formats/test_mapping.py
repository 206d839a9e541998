"""A mapping as data: the same after a file, and refused in one sentence where it cannot be used."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suffdesk.core.errors import UserError
from suffdesk.domain.codes import code_set
from suffdesk.domain.formats.annex_a import annex_a, headings, words
from suffdesk.domain.formats.extract import BY_TARGET, TARGETS
from suffdesk.domain.formats.mapping import MappedColumn, Mapping, checked, from_json, plain

SMALL = Mapping(
    "Monthly", (MappedColumn(("Child",), "identifier"), MappedColumn(("Type",), "place", {"IFA": {"place": "U6"}})),
    source="LCS", sheets=("Sheet1",), header_row=3, dates="month first", blanks="clear", complete=False,
)  # fmt: skip


@pytest.mark.parametrize("mapping", [SMALL, annex_a()], ids=lambda mapping: mapping.name)
def test_a_file_gives_the_same_mapping(mapping: Mapping) -> None:
    assert from_json(mapping.to_json()) == mapping


def test_words_are_known_whatever_their_case_and_letter() -> None:
    column = MappedColumn(("x",), "place", {"Foster carer (in-house)": {"place": "U6", "provider": "PR1"}})
    for text in ("foster carer in house", "FOSTER CARER – IN-HOUSE", "a) Foster carer (in-house)"):
        assert column.meaning(text) == {"place": "U6", "provider": "PR1"}
    assert column.meaning("foster carer") is None
    assert plain(" Child’s  Date-of-Birth: ") == "childs date of birth"


def broken(**changes: object) -> str:
    raw = {**json.loads(SMALL.to_json()), **changes}
    return json.dumps(raw)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "not an import mapping"),
        ('{"format": "other"}', "not an import mapping"),
        (broken(version=2), "another release"),
        (broken(name=" "), "“name”"),
        (broken(columns={}), "“columns”"),
        (broken(columns=[1]), "“columns”"),
        (broken(header_row=0), "“header_row”"),
        (broken(header_row=True), "“header_row”"),
        (broken(dates="American"), "“dates”"),
        (broken(complete="yes"), "“complete”"),
        (broken(columns=[{"headers": ["a"], "fills": "shoe_size"}]), "no fact that is kept"),
        (broken(columns=[{"headers": ["a"], "fills": "sex"}, {"headers": ["b"], "fills": "sex"}]), "two columns"),
        (broken(columns=[{"headers": ["--"], "fills": "sex"}]), "names no column"),
        (broken(columns=[{"headers": ["a"], "fills": "sex", "values": {"x": {"sex": "Q"}}}]), "not a code of Sex"),
        (broken(columns=[{"headers": ["a"], "fills": "sex", "values": {"x": {"urn": "1"}}}]), "takes no codes"),
        (broken(columns=[{"headers": ["a"], "fills": "uasc", "values": {"x": {"uasc": "maybe"}}}]), "1 for yes"),
        (broken(columns=[{"headers": ["a"], "fills": "sex", "values": {"x": "M"}}]), "“values”"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_sentence(text: str, said: str) -> None:
    with pytest.raises(UserError) as caught:
        from_json(text)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["headers", "fills", "values", "name", "columns", "sex", "x"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(list(json.loads(SMALL.to_json()))), json_values))
def test_arbitrary_files_are_read_or_refused(changes: dict[str, object]) -> None:
    try:
        mapping = from_json(broken(**changes))
    except UserError:
        return
    assert checked(replace(mapping)) == mapping


def test_the_mapping_that_ships_is_sure_of_its_codes() -> None:
    assert set(headings()) == {target.name for target in TARGETS}
    for target in TARGETS:
        sure, likely = words(target.name), words(target.name, likely=True)
        assert not sure.keys() & likely.keys()
        for codes in (*sure.values(), *likely.values()):
            for name, code in codes.items():
                assert code in (code_set(BY_TARGET[name].codes).by_code if BY_TARGET[name].codes else ("0", "1"))
    place = annex_a().column("place")
    assert place is not None
    assert place.meaning("Fostering") is None, "which kind of fostering is for a person to say"

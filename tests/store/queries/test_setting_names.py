"""A setting is called the same wherever it stands."""

import re
from itertools import product
from pathlib import Path

import pytest

import suffdesk
from suffdesk.domain.provider import setting_name
from suffdesk.operations.picking import name_to_pick
from suffdesk.store.opening import create_store
from suffdesk.store.queries.names import name_of
from suffdesk.store.queries.standing import NAME, setting_name_of


@pytest.mark.parametrize(
    ("values", "called"),
    [
        ({"name": "Elm House", "kind": "Children's home", "urn": "SC123456"}, "Elm House"),
        ({"kind": "Children's home", "urn": "SC123456"}, "Children's home SC123456"),
        ({"urn": "SC123456"}, "Setting SC123456"),
        ({"kind": "Supported accommodation", "urn": ""}, "Supported accommodation"),
        ({"name": "", "kind": None}, "Setting without a name"),
    ],
)
def test_what_a_setting_is_called(values: dict[str, object], called: str) -> None:
    assert setting_name(values) == called


def test_sql_and_python_call_it_the_same(tmp_path: Path) -> None:
    parts = (("Elm House", "", None), ("Children's home", None), ("SC123456", "", None))
    with create_store(tmp_path / "a.suffdesk", passphrase=None) as store:
        for number, (name, kind, urn) in enumerate(product(*parts)):
            with store.change("Add") as result:
                row_id = result.change.insert(
                    "setting", {"name": name, "kind": kind, "urn": urn and f"SC{number:06}", "postcode": "SK1 3XE"}
                )
            values = {"name": name, "kind": kind, "urn": urn and f"SC{number:06}"}
            ((one, other),) = store.rows(
                f"SELECT {NAME}, (SELECT {setting_name_of('h')} FROM setting h WHERE h.id = s.id) "
                "FROM setting s WHERE s.id = ?",
                (row_id,),
            )
            assert one == other == setting_name(values) == name_of(store, "setting", row_id)
            assert name_to_pick(store, "setting", row_id).startswith(setting_name(values))
            with store.change("Remove") as result:
                result.change.delete_many("setting", [row_id])


def test_nothing_else_works_it_out() -> None:
    own = re.compile(r"coalesce\((?:\w\.)?name, (?:\w\.)?(?:urn|kind)|(?:Home|Setting) without a name")
    found = {
        path.name
        for path in Path(suffdesk.__file__).parent.rglob("*.py")
        if own.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"provider.py"}

"""Returns drawn at random, faulty ones too, imported together and one by one in any order.

Every figure is the oracle's, and the same files give the same store.

A few at every run; ``dev.py bench --soak`` tries hundreds.
"""

import tempfile
from functools import cache
from itertools import permutations
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from suffdesk.domain.registry import BY_NAME
from suffdesk.imports.merging.plan import plan_import
from suffdesk.imports.postcodes import open_directory
from suffdesk.operations import import_return
from suffdesk.operations.stores import new_store
from suffdesk.store.queries.register import RegisterQuery, Sort
from suffdesk.store.queries.register_filter import RegisterFilter
from tests.figures.test_against_oracle import Imported, assert_agrees
from tests.oracle import drawn

EXAMPLES = 5
_REFERENCES = {
    "child_id": "SELECT identifier FROM child WHERE id = ?",
    "setting_id": "SELECT urn FROM setting WHERE id = ?",
    "placement_id": "SELECT started || basis || counted FROM placement WHERE id = ?",
    "care_period_id": "SELECT started FROM care_period WHERE id = ?",
    "opening_episode_id": "SELECT started || position FROM episode WHERE id = ?",
}
_CONTENTS = ("child", "episode", "care_period", "placement", "setting", "review", "missing_period", "outcomes",
             "uasc_status")  # fmt: skip


directory = cache(open_directory)


def contents(store):
    """Everything that an import stores, with names in the place of ids."""
    found = {}
    for entity in _CONTENTS:
        names = [field.name for field in BY_NAME[entity].fields if field.name != "reference"]
        rows = []
        for row in store.rows(f"SELECT {', '.join(names)} FROM {entity}"):
            values = dict(zip(names, row, strict=True))
            for name, query in _REFERENCES.items():
                if values.get(name) is not None:
                    values[name] = store.rows(query, (values[name],))[0][0]
            rows.append(values)
        found[entity] = sorted(rows, key=repr)
    return found


def bring_in(path, steps):
    store = new_store(path, passphrase=None, authority="Birmingham")
    for folders in steps:
        import_return.apply(store, plan_import(store, import_return.read(folders), directory()))
    return store


def agree(years, order):
    """Import the years together and one by one in an order, and compare all."""
    with tempfile.TemporaryDirectory(prefix="suffdesk-oracle-") as place:
        folder = drawn.write(Path(place) / "returns", years)
        with bring_in(Path(place) / "together.suffdesk", [[folder]]) as store:
            together = Imported(store, folder, directory())
            for as_at in drawn.AS_AT:
                assert_agrees(together, as_at)
                listed = RegisterQuery(store, as_at).find(RegisterFilter(), Sort()).ids
                assert set(listed) == set(together.one(as_at, "cla").rows), as_at
            whole = contents(store)
        steps = [[folder / str(year)] for year in order if year in years]
        with bring_in(Path(place) / "one-by-one.suffdesk", steps) as store:
            assert contents(store) == whole, order


def run(examples, first_seed=None):
    """Draw so many returns; with a seed always the same ones."""
    phases = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
    check = settings(
        max_examples=examples, deadline=None, phases=phases, suppress_health_check=list(HealthCheck),
        database=None if first_seed is not None else settings.default.database,
    )(given(drawn.returns().filter(bool), st.sampled_from(list(permutations(drawn.YEARS))))(agree))  # fmt: skip
    (check if first_seed is None else seed(first_seed)(check))()


def test_random_returns_in_random_orders_give_the_oracles_figures_and_the_same_store():
    run(EXAMPLES)

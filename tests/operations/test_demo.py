"""Making the demo where something is there already."""

from pathlib import Path

import pytest

from suffdesk.core.errors import UserError
from suffdesk.operations.demo import STORE_NAME, make_demo
from suffdesk.operations.stores import is_demo, new_store, open_store
from suffdesk.store.lock import StoreLocked


def test_a_demo_that_is_open_elsewhere_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / STORE_NAME
    with new_store(path, passphrase=None, who="Ann Example") as store:
        store.set_meta("demo", "1")
        with pytest.raises(StoreLocked, match="open by Ann Example"):
            make_demo(tmp_path)
        assert path.exists()
        assert is_demo(store)
    with open_store(path) as store:
        assert is_demo(store)


def test_a_store_that_is_no_demo_is_left_alone(tmp_path: Path) -> None:
    new_store(tmp_path / STORE_NAME, passphrase=None, authority="Stockport").close()
    with pytest.raises(UserError, match="not a demo store"):
        make_demo(tmp_path)
    with open_store(tmp_path / STORE_NAME) as store:
        assert store.meta("authority") == "E08000007"

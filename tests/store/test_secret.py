"""A key is cleared as it is let go: of a store that was closed nothing of it is left in the program's memory."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from suffdesk.store import keys
from suffdesk.store.opening import create_store, open_store
from suffdesk.store.secret import RawKey, wipe
from tests.store.faults.killing import ROOT

PASSPHRASE = "correct horse battery"


def test_what_is_wiped_is_gone() -> None:
    for secret in (bytes(bytearray(b"a key of bytes")), "".join(["a key", " of text"]), RawKey(b"a raw key")):
        wipe(secret)
        assert set(secret) in ({0}, {"\0"})


def test_a_raw_key_is_bytes_like_any_other() -> None:
    key = RawKey(bytes(range(48)))
    assert key == bytes(range(48))
    assert hash(key) == hash(bytes(range(48)))
    assert key[32:] == bytes(range(32, 48))
    assert key.hex() == bytes(range(48)).hex()


@pytest.mark.usefixtures("cheap_keys")
def test_a_closed_store_gives_its_key_no_longer(tmp_path: Path) -> None:
    store = create_store(tmp_path / "a.suffdesk", passphrase=PASSPHRASE)
    key = store.raw_key
    assert key == keys.raw_key(PASSPHRASE, keys.salt_of(store.path))
    store.close()
    assert (store.raw_key, store.encrypted) == (None, True)
    assert key  # whoever took it before still has it
    open_store(store.path, key=key).close()


_CHILD = """
import gc, sys
from pathlib import Path
from suffdesk.store import keys
from suffdesk.store.opening import open_store
from suffdesk.operations.stores import close_store
keys._MEMORY_KIB, keys._PASSES = 64, 1
path, passphrase = Path(sys.argv[1]), sys.stdin.readline().strip()
for number in range(2):
    store = open_store(path, passphrase=passphrase, limited=True)
    with store.change("Add") as result:
        result.change.insert("child", {"reference": f"C-{number}", "identifier": f"{number}"})
    worker = store.second()
    worker.rows("SELECT count(*) FROM child")
    worker.close()
    if number == 0:
        print("open", flush=True)
        sys.stdin.readline()
    close_store(store)
del store, worker, result
gc.collect()
print("closed", flush=True)
sys.stdin.readline()
"""


def copies_in(process: int, secrets: tuple[bytes, ...]) -> int:
    """How often any of these stands in the memory of another process (Linux)."""
    found = 0
    with open(f"/proc/{process}/mem", "rb") as memory:  # noqa: PTH123
        for line in Path(f"/proc/{process}/maps").read_text().splitlines():
            start, end, mode = re.match(r"([0-9a-f]+)-([0-9a-f]+) (\S+)", line).groups()  # type: ignore[union-attr]
            if "r" not in mode or "[v" in line:
                continue
            memory.seek(int(start, 16))
            content = memory.read(int(end, 16) - int(start, 16))
            found += sum(content.count(secret) for secret in secrets)
    return found


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the memory of another process")
@pytest.mark.usefixtures("cheap_keys")
def test_no_copy_of_the_key_is_left_in_memory_after_closing(tmp_path: Path) -> None:
    """It was there seven times after the first lock, and more after each."""
    path = tmp_path / "a.suffdesk"
    create_store(path, passphrase=PASSPHRASE).close()
    key = keys.raw_key(PASSPHRASE, keys.salt_of(path))[:32]
    secrets = (bytes(key), key.hex().encode(), key.hex().upper().encode())
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert child.stdin
    assert child.stdout
    with child:
        child.stdin.write(f"{PASSPHRASE}\n")
        child.stdin.flush()
        assert child.stdout.readline() == "open\n"
        try:
            while_open = copies_in(child.pid, secrets)
        except PermissionError:
            child.kill()
            pytest.skip("this system lets nobody read the memory of another process")
        child.stdin.write("\n")
        child.stdin.flush()
        assert child.stdout.readline() == "closed\n"
        after = copies_in(child.pid, secrets)
        child.stdin.write("\n")
        child.stdin.close()
    assert 1 <= while_open <= 6  # Python's one, and what the database holds for each of its connections
    assert after == 0

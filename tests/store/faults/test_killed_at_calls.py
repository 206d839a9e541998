"""Promise 6 for what is done in several steps: killed between any two of them, nothing is lost and nobody locked out.

A few kills each; ``dev.py bench --soak --every-call`` tries them all.
"""

from pathlib import Path

import pytest

from tests.store.faults.killed_at_calls import ACTS, STRACE, Act, kill_at_calls

if STRACE is None:
    pytest.skip("strace, which kills at a chosen system call, is not installed", allow_module_level=True)


@pytest.mark.parametrize("act", ACTS, ids=[act.name for act in ACTS])
def test_killed_between_two_steps(tmp_path: Path, act: Act) -> None:
    # how often a page is written differs from run to run, so that the last of the calls chosen may not come
    assert kill_at_calls(act, tmp_path, most=3, seed=903) >= 2

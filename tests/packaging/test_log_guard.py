"""tests/conftest.py fails a test during which something warned, and lets through only what was expected."""

import shutil
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

CONFTEST = Path(__file__).parents[1] / "conftest.py"


@pytest.fixture
def guarded(pytester: pytest.Pytester) -> pytest.Pytester:
    """A folder of tests under the same conftest."""
    shutil.copy(CONFTEST, pytester.path / "conftest.py")
    return pytester


def test_a_warning_nobody_expected_fails_the_test(guarded: pytest.Pytester) -> None:
    guarded.makepyfile("import logging\ndef test_warns(): logging.getLogger('deep.down').warning('disc nearly full')")
    result = guarded.runpytest_subprocess()
    result.stdout.fnmatch_lines(["*WARNING deep.down: disc nearly full*"])
    result.assert_outcomes(passed=1, errors=1)


def test_information_does_not(guarded: pytest.Pytester) -> None:
    guarded.makepyfile("import logging\ndef test_tells(): logging.getLogger('deep').info('opened')")
    guarded.runpytest_subprocess().assert_outcomes(passed=1)


def test_an_expected_warning_does_not_and_another_beside_it_does(guarded: pytest.Pytester) -> None:
    guarded.makepyfile(
        """
        import logging
        log = logging.getLogger("store")

        def test_expected(expect_log):
            with expect_log("nearly full$"):
                log.warning("disc nearly full")

        def test_another(expect_log):
            with expect_log("nearly full$"):
                log.warning("disc nearly full")
                log.warning("lock was left")
        """
    )
    result = guarded.runpytest_subprocess()
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*WARNING store: lock was left*"])


def test_an_expected_warning_that_never_came_fails(guarded: pytest.Pytester) -> None:
    guarded.makepyfile("def test_silent(expect_log):\n    with expect_log('full'): pass")
    guarded.runpytest_subprocess().assert_outcomes(failed=1)

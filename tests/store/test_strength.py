"""What is easy to guess is said to be weak, however long it is."""

import pytest

from suffdesk.store.strength import strength


@pytest.mark.parametrize(
    ("passphrase", "level"),
    [
        ("", 0), ("short", 0), ("1234567", 0),
        ("password", 1), ("P@ssw0rd", 1), ("Password123!", 1), ("passwordpassword", 1), ("Welcome2024", 1),
        ("aaaaaaaaaaaaaaaaaaaa", 1), ("abababababababab", 1), ("12345678901234567890", 1), ("qwertyuiop", 1),
        ("abcdefghijkl", 1), ("Birmingham2024!", 1), ("social worker", 1), ("Children in care 2025", 1),
        ("summer summer summer summer", 1), ("asdfghjkl;", 1), ("\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0", 1),
        ("otter Table 9", 2), ("otters under", 1),
        ("correct horse battery staple", 3), ("otters under the old bridge", 3), ("kettle violin gravel tulip", 3),
        ("vK9#xQ2$mLtwzb", 3), ("xkqjvbzpwtrnm", 3),
    ],
)  # fmt: skip
def test_strength(passphrase: str, level: int) -> None:
    judged = strength(passphrase)
    assert judged.level == level, judged
    assert judged.words.startswith(("Too short", "Weak", "Fair", "Strong")[level])


def test_a_very_long_one_is_judged_at_once() -> None:
    assert strength("ab" * 100_000).level == 1

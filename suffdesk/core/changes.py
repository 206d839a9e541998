"""What a write changed: screens and read models refresh from this and nothing else."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """Result of one change. ``change_id`` is None where no record was written.

    ``facts`` names facts about the store itself (``authority``) that have changed; they are no records, but what is
    shown hangs on them just as much, so that a change of one alone counts as one.
    """

    label: str
    change_id: int | None
    entities: frozenset[str] = frozenset()
    added: int = 0
    changed: int = 0
    removed: int = 0
    facts: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self.change_id is not None or bool(self.facts)

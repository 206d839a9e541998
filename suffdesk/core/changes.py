"""What a write changed: screens and read models refresh from this and nothing else."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """Result of one change. ``change_id`` is None where nothing was written."""

    label: str
    change_id: int | None
    entities: frozenset[str] = frozenset()
    added: int = 0
    changed: int = 0
    removed: int = 0

    def __bool__(self) -> bool:
        return self.change_id is not None

"""What may stand between a user and a store, each with its own kind, so that a window can help with it."""

from pathlib import Path

from suffdesk.core.errors import UserError


class WrongPassphrase(UserError):
    """The passphrase does not open the store (or the file is no store at all)."""


class PassphraseNeeded(UserError):
    """The store is encrypted and no passphrase was given."""


class TooSoon(UserError):
    """A passphrase failed a moment ago. ``seconds`` is how long the next try has to wait."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


class DamagedStore(UserError):
    """The file is not as it was written. It was left untouched; ``faults`` says what was found, in words."""

    def __init__(self, message: str, faults: tuple[str, ...]) -> None:
        super().__init__(message)
        self.faults = faults


class EncryptionLost(UserError):
    """A file that is not encrypted stands, or would be put, where an encrypted store was. ``plain_meant`` passes it."""


class StoreMissing(UserError):
    """Nothing is at the place of a store, and its backups lie beside it."""


class StoreGone(UserError):
    """The file of an open store was deleted or replaced by another program. ``kept`` is where its content lies now.

    None where no copy of it could be made.
    """

    def __init__(self, message: str, kept: Path | None) -> None:
        super().__init__(message)
        self.kept = kept


class RecoveryKeyFailed(UserError):
    """The recovery key has a mistake in it, is of another store, was used up, or its file is missing or damaged."""

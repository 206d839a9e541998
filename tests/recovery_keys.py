"""A recovery key that was made and handed over."""

from suffdesk.store.opening import Store
from suffdesk.store.recovery_key import confirm_recovery_key, offer_recovery_key


def make_recovery_key(store: Store) -> str:
    """The key as printed."""
    key = offer_recovery_key(store)
    confirm_recovery_key(store, key)
    return key

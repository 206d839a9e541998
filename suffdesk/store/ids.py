"""Ids of rows: UUIDv7 (RFC 9562), so that rows made on two machines can meet later and later ones sort later.

Written out here because an import makes hundreds of thousands of them: building UUID objects only to print
them took a fifth of its time.
"""

import os
import random
import threading
import time

_RANDOM_BITS = 74
_STEP_BITS = 32

_lock = threading.Lock()
_last = 0


def new_ids(count: int) -> list[str]:
    """That many ids, each greater than every one before it in this process."""
    global _last  # the point of the function: ids go on from one another
    ids = []
    with _lock:
        fresh = (time.time_ns() // 1_000_000) << _RANDOM_BITS | int.from_bytes(os.urandom(9)) >> 1
        number = max(_last, fresh)
        for _ in range(count):
            number += 1 + random.getrandbits(_STEP_BITS)
            moment, high, low = number >> _RANDOM_BITS, number >> 62 & 0xFFF, number & 0x3FFF_FFFF_FFFF_FFFF
            digits = f"{moment << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low:032x}"
            ids.append(f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}")
        _last = number
    return ids


def new_id() -> str:
    """One id."""
    return new_ids(1)[0]

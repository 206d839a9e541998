"""Two kinds of failure: the user's, which gets one clear sentence, and ours, which is a bug."""


class UserError(Exception):
    """Something the user can mend. The message says what, where and what to do, in one sentence."""


class Refused(UserError):
    """A change that the program will not make, with the reason (a later change depends on it, ...)."""


class Cancelled(UserError):
    """The user stopped a long task; nothing was stored."""

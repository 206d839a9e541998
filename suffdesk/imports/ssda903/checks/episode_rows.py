"""Checks of one episode by itself."""

from collections.abc import Callable, Sequence

from suffdesk.core.dates import birthday, show_date
from suffdesk.domain.codes import SHORT_BREAKS, TEMPORARY_PLACES, code_set
from suffdesk.imports.ssda903.checks.across_tables import Known
from suffdesk.imports.ssda903.checks.episode import Episode, Setting, episodes_of, setting_of
from suffdesk.imports.ssda903.checks.episode_order import check_order
from suffdesk.imports.ssda903.faults import Fault
from suffdesk.imports.ssda903.year_table import YearTable

_SUPPORTED = frozenset({"Z11", "Z12", "Z13", "Z14"})
_NO_PROVIDER = TEMPORARY_PLACES | _SUPPORTED
_NO_URN = _NO_PROVIDER | {"P1", "P3", "R1", "R2", "R5"}
"""Placements for which the return expects no PLACE_PROVIDER, and no URN (shared/reference/ssda903_codes.json)."""
_URN_OPTIONAL = frozenset({"H5", "P2", "Z1"})
_WITH_PARENTS, _PARENTS_PROVIDE = "P1", "PR0"

Check = Callable[[Episode, Setting], Fault | None]

_REC_ALONE = Fault(
    "rec_without_dec", "The episode has a reason for ceasing (REC) but no date (DEC).", "Fill in DEC, or clear REC."
)
_DEC_ALONE = Fault(
    "dec_without_rec", "The episode has ceased (DEC) but has no reason for it (REC).", "Fill in REC, or clear DEC."
)
_BEFORE_BIRTH = Fault(
    "starts_before_birth", "The episode starts before the child's date of birth.",
    "Mend DECOM, or the date of birth in the header.",
)  # fmt: skip
_NO_PL_POST = Fault("pl_post_missing", "The episode has no postcode of placement.", "Fill in PL_POST.")
_NO_HOME_POST = Fault("home_post_missing", "The episode has no home postcode.", "Fill in HOME_POST.")
_NO_PLACE_PROVIDER = Fault("provider_missing", "The episode does not say who provides.", "Fill in PLACE_PROVIDER.")
_NO_URN_GIVEN = Fault(
    "urn_missing", "The episode has no Ofsted number, which its sort of placement should have.", "Fill in URN."
)


def _rec_without_dec(episode: Episode, setting: Setting) -> Fault | None:
    unread = (episode.position, "DEC") in setting.unread
    return _REC_ALONE if episode.rec and episode.dec is None and not unread else None


def _dec_without_rec(episode: Episode, _setting: Setting) -> Fault | None:
    return _DEC_ALONE if episode.dec and not episode.rec else None


def _starts_before_birth(episode: Episode, setting: Setting) -> Fault | None:
    born = setting.known.born.get(episode.child)
    return _BEFORE_BIRTH if born and episode.decom < born else None


def _starts_after_year(episode: Episode, setting: Setting) -> Fault | None:
    if episode.decom <= setting.last_day:
        return None
    return Fault(
        "starts_after_year", f"The episode starts after the collection year, which ends on "
        f"{show_date(setting.last_day)}.", "Check DECOM.",
    )  # fmt: skip


def _ceases_outside_year(episode: Episode, setting: Setting) -> Fault | None:
    if episode.dec is None or setting.first_day <= episode.dec <= setting.last_day:
        return None
    return Fault(
        "ceases_outside_year", f"The episode ceases outside the collection year, which is from "
        f"{show_date(setting.first_day)} to {show_date(setting.last_day)}.", "Check DEC.",
    )  # fmt: skip


def _open_past_18(episode: Episode, setting: Setting) -> Fault | None:
    born = setting.known.born.get(episode.child)
    if not born or episode.dec is not None or (eighteen := birthday(born, 18)) > setting.last_day:
        return None
    return Fault(
        "open_past_18", f"The episode is still open, and the child turned 18 on {show_date(eighteen)}.",
        "Cease the episode on that day or before.",
    )  # fmt: skip


def _pl_post_missing(episode: Episode, _setting: Setting) -> Fault | None:
    return None if episode.pl_post or episode.ls in SHORT_BREAKS else _NO_PL_POST


def _home_post_missing(episode: Episode, setting: Setting) -> Fault | None:
    if episode.home_post or episode.ls in SHORT_BREAKS or episode.child in setting.known.uasc:
        return None
    return _NO_HOME_POST


def _provider_against_place(episode: Episode, _setting: Setting) -> Fault | None:
    if episode.place is None:
        return None
    if episode.provider is None:
        return None if episode.place in _NO_PROVIDER else _NO_PLACE_PROVIDER
    if episode.place in _NO_PROVIDER:
        return Fault(
            "provider_not_expected", f"PLACE {episode.place} has no provider in the return.", "Clear PLACE_PROVIDER."
        )
    if episode.provider == _PARENTS_PROVIDE and episode.place != _WITH_PARENTS:
        return Fault(
            "provider_is_parents", f"PR0 means that parents provide, and PLACE is {episode.place}, not P1.",
            "Mend whichever is wrong.",
        )  # fmt: skip
    return None


def _urn_against_place(episode: Episode, _setting: Setting) -> Fault | None:
    if episode.place in _NO_URN:
        if episode.urn is None:
            return None
        return Fault("urn_not_expected", f"PLACE {episode.place} has no Ofsted number in the return.", "Clear URN.")
    known = episode.place in code_set("PLACE").by_code and episode.place not in _URN_OPTIONAL
    return _NO_URN_GIVEN if known and episode.urn is None and episode.ls not in SHORT_BREAKS else None


CHECKS: tuple[tuple[str, Check], ...] = (
    ("REC", _rec_without_dec),
    ("REC", _dec_without_rec),
    ("DECOM", _starts_before_birth),
    ("DECOM", _starts_after_year),
    ("DEC", _ceases_outside_year),
    ("DEC", _open_past_18),
    ("PL_POST", _pl_post_missing),
    ("HOME_POST", _home_post_missing),
    ("PLACE_PROVIDER", _provider_against_place),
    ("URN", _urn_against_place),
)
"""Each with the column that it is about. A check is left out where the file lacks that column."""


def check_episodes(tables: Sequence[YearTable], known: Known) -> None:
    """Check each episode of all files of one year, then each child's episodes in order, whichever file has them."""
    children: dict[object, list[Episode]] = {}
    for table in tables:
        setting = setting_of(table, known)
        checks = [(column, check) for column, check in CHECKS if column in setting.columns]
        for episode in episodes_of(setting):
            children.setdefault(episode.child, []).append(episode)
            for column, check in checks:
                if fault := check(episode, setting):
                    episode.note(column, fault)
    for episodes in children.values():
        check_order(episodes)

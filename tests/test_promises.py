"""The promises of reliability by their numbers, and the tests that show each: a renamed test is renamed here too."""

import ast
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PROMISES = {
    "1 second opener": (
        "store/test_lock.py::test_second_opener_is_told_within_a_second_and_gets_the_latest_backup",
        "store/test_opening.py::test_lock_of_a_killed_program_clears_itself",
        "store/test_lock.py::test_lock_of_another_machine_is_broken_by_an_act_that_is_recorded",
    ),
    "2 network share": (
        "store/test_volume.py::test_share_has_a_rollback_journal_and_never_a_write_ahead_log",
        "store/test_change.py::test_a_second_write_waits_and_says_for_what",
    ),
    "3 file locked by another program": (
        "store/test_read_only.py::test_held_by_another_program_is_said_after_two_seconds",
        "store/test_lock.py::test_waiting_for_a_file_that_is_held_ends",
    ),
    "4 read-only media": (
        "store/test_read_only.py::test_closed_store_opens_for_reading",
        "store/test_read_only.py::test_killed_store_opens_with_what_was_confirmed_and_nothing_half_done",
    ),
    "5 disk full": (
        "store/test_change.py::test_full_disk_refuses_the_change_and_keeps_the_store",
        "store/faults/test_disk_full.py::test_disk_full_during_an_import",
        "store/test_opening.py::test_a_store_for_which_the_disk_has_no_room_leaves_no_file",
    ),
    "6 killed at any moment": (
        "store/faults/test_kill.py::test_twenty_kills_in_the_middle_of_edits_and_imports",
        "journeys/test_random_events.py::test_two_thousand_random_events",
    ),
    "7 power loss": (
        "store/faults/test_power.py::test_power_loss_loses_nothing_that_was_confirmed",
        "store/faults/test_power.py::test_the_same_with_less_flushing_loses_changes",
    ),
    "8 damage": (
        "store/faults/test_bit_flips.py::test_fifty_flipped_bits",
        "store/test_check.py::test_damage_is_found_after_an_unclean_end_and_the_file_left",
        "store/test_restore.py::test_damaged_store_is_kept_untouched_with_its_log",
    ),
    "9 wrong passphrase": (
        "store/test_opening.py::test_wrong_passphrase_has_its_own_error_and_changes_no_byte",
        "store/test_attempts.py::test_delay_doubles_to_a_minute_and_passes",
    ),
    "10 newer refused, older migrated": (
        "store/test_opening.py::test_store_of_a_newer_release_is_refused_by_name",
        "store/test_opening.py::test_older_store_is_brought_up_to_date_after_a_checked_backup",
        "store/faults/test_kill.py::test_migration_cut_short_is_of_the_old_release_or_of_the_new",
    ),
    "11 clock moved": ("store/faults/test_clock.py::test_order_comes_from_the_sequence_and_times_are_utc",),
    "12 backups": (
        "store/test_backup.py::test_closing_backs_up_what_has_changed_and_only_that",
        "store/test_backup.py::test_backup_that_is_not_whole_stops_what_it_was_for",
        "store/test_thinning.py::test_newest_is_kept_and_the_number_is_bounded",
    ),
    "13 bad input": (
        "imports/ssda903/test_hostile.py::test_a_quarter_million_faulty_rows_in_bounded_memory",
        "imports/ssda903/test_xml_form.py::test_files_that_mean_harm",
        "imports/test_hostile_files.py::test_hostile_files_by_every_way_in",
        "imports/test_hostile_files.py::test_arbitrary_population_files",
    ),
    "14 nothing leaks": (
        "store/test_opening.py::test_encrypted_store_opens_with_its_passphrase_and_hides_what_it_holds",
        "ui/test_reports.py::test_a_report_says_where_and_never_what",
        "test_cli.py::test_our_own_fault_is_exit_1_without_what_the_data_said",
        "journeys/test_canaries.py::test_the_search_would_find_one",
        "journeys/test_canaries.py::test_no_canary_leaves_by_the_window",
        "journeys/test_canaries.py::test_no_canary_leaves_by_the_command_line",
        "ui/test_locking.py::test_nothing_in_memory_holds_on_to_a_locked_store",
    ),
}


@cache
def named_in(file: str) -> frozenset[str]:
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("promise", PROMISES)
def test_each_promise_is_shown(promise: str) -> None:
    for place in PROMISES[promise]:
        file, name = place.split("::")
        assert name in named_in(file), f"promise {promise} is no longer shown by {place}"


def test_every_promise_is_here() -> None:
    assert [int(name.split()[0]) for name in PROMISES] == list(range(1, 15))

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
        "store/test_gone.py::test_a_link_takes_the_lock_of_the_file_and_stays_a_link",
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
        "store/test_gone.py::test_a_file_marked_read_only_in_a_folder_that_is_not_says_so",
    ),
    "5 disk full": (
        "store/test_change.py::test_full_disk_refuses_the_change_and_keeps_the_store",
        "store/faults/test_disk_full.py::test_disk_full_during_an_import",
        "store/test_opening.py::test_a_store_for_which_the_disk_has_no_room_leaves_no_file",
        "store/faults/test_no_byte_free.py::test_a_full_disk_is_read_and_refuses_changes_by_its_name",
        "store/faults/test_no_byte_free.py::test_every_command_that_only_reads_works_there",
        "store/faults/test_no_byte_free.py::test_errors_are_told_by_their_code",
        "operations/test_erasure_reach.py::test_a_full_disk_in_the_middle_leaves_something_to_do_and_it_can_be_finished",
    ),
    "6 killed at any moment": (
        "store/faults/test_kill.py::test_twenty_kills_in_the_middle_of_edits_and_imports",
        "journeys/test_random_events.py::test_two_thousand_random_events",
        "store/faults/test_killed_at_calls.py::test_killed_between_two_steps",
        "store/faults/test_kill.py::test_an_erasure_is_whole_or_says_what_is_left",
        "store/test_gone.py::test_what_was_confirmed_is_kept_where_the_file_goes",
        "store/test_recovery_key.py::test_both_open_the_store_until_the_new_one_is_confirmed",
        "operations/test_storing.py::test_rows_of_no_entity_are_never_passed_over",
    ),
    "7 power loss": (
        "store/faults/test_power.py::test_power_loss_loses_nothing_that_was_confirmed",
        "store/faults/test_power.py::test_the_same_with_less_flushing_loses_changes",
    ),
    "8 damage": (
        "store/faults/test_bit_flips.py::test_fifty_flipped_bits",
        "store/test_check.py::test_damage_is_found_after_an_unclean_end_and_the_file_left",
        "store/test_restore.py::test_damaged_store_is_kept_untouched_with_its_log",
        "store/test_damage.py::test_damage_is_named_with_its_backups_and_no_passphrase_has_to_wait",
        "ui/test_damage.py::test_whichever_screen_reads_a_damaged_page_a_backup_is_offered_once",
        "models/test_reading.py::test_a_table_that_cannot_be_read_is_empty_where_it_cannot",
        "store/test_tampering.py::test_what_was_altered_is_named",
        "store/test_tampering.py::test_an_end_cut_off_with_its_seals_is_found_by_the_newest_copy",
        "store/test_check_alarms.py::test_no_order_of_what_the_program_does_raises_an_alarm",
    ),
    "9 wrong passphrase": (
        "store/test_opening.py::test_wrong_passphrase_has_its_own_error_and_changes_no_byte",
        "store/test_attempts.py::test_delay_doubles_to_a_minute_and_passes",
        "store/test_damage.py::test_a_wrong_passphrase_of_a_damaged_store_is_wrong",
        "store/test_attempts.py::test_of_eight_tries_at_once_one_is_made",
        "store/test_attempts.py::test_a_backup_shares_the_wait_of_its_store_and_restoring_counts",
        "store/test_keys.py::test_a_store_opens_with_every_spelling_of_its_passphrase",
    ),
    "10 newer refused, older migrated": (
        "store/test_opening.py::test_store_of_a_newer_release_is_refused_by_name",
        "store/test_opening.py::test_older_store_is_brought_up_to_date_after_a_checked_backup",
        "store/faults/test_kill.py::test_migration_cut_short_is_of_the_old_release_or_of_the_new",
    ),
    "11 clock moved": (
        "store/faults/test_clock.py::test_order_comes_from_the_sequence_and_times_are_utc",
        "store/faults/test_clock.py::test_a_clock_at_either_end_of_the_calendar_crashes_nothing",
    ),
    "12 backups": (
        "store/test_backup.py::test_closing_backs_up_what_has_changed_and_only_that",
        "store/test_backup.py::test_backup_that_is_not_whole_stops_what_it_was_for",
        "store/test_thinning.py::test_newest_is_kept_and_the_number_is_bounded",
        "store/test_backup.py::test_many_small_edits_copy_the_store_every_ten_minutes_at_most",
        "store/test_thinning.py::test_weeks_under_a_clock_that_jumped_thin_nothing_from_before",
    ),
    "13 bad input": (
        "imports/ssda903/test_hostile.py::test_a_quarter_million_faulty_rows_in_bounded_memory",
        "imports/ssda903/test_xml_form.py::test_files_that_mean_harm",
        "imports/test_hostile_files.py::test_hostile_files_by_every_way_in",
        "imports/test_hostile_files.py::test_arbitrary_population_files",
        "imports/ssda903/test_hostile.py::test_nothing_but_line_ends",
        "imports/test_sources.py::test_blank_lines_without_end_are_refused",
        "imports/merging/test_plan.py::test_half_a_file_removes_nothing_and_says_why",
        "commands/test_names.py::test_a_store_of_any_name_can_do_everything",
        "exports/pdf/test_type.py::test_each_letter_of_a_long_word_is_measured_a_few_times_only",
        "operations/test_edit.py::test_no_form_takes_a_date_that_cannot_be",
        "operations/test_edit.py::test_no_name_is_stored_with_a_line_break",
        "operations/test_edit.py::test_an_identifier_that_a_spreadsheet_changed_is_refused",
    ),
    "14 nothing leaks": (
        "store/test_opening.py::test_encrypted_store_opens_with_its_passphrase_and_hides_what_it_holds",
        "ui/test_reports.py::test_a_report_says_where_and_never_what",
        "test_cli.py::test_our_own_fault_is_exit_1_without_what_the_data_said",
        "journeys/test_canaries.py::test_the_search_would_find_one",
        "journeys/test_canaries.py::test_no_canary_leaves_by_the_window",
        "journeys/test_canaries.py::test_no_canary_leaves_by_the_command_line",
        "ui/test_locking.py::test_nothing_in_memory_holds_on_to_a_locked_store",
        "store/test_encryption_lost.py::test_restoring_a_plain_backup_over_an_encrypted_store_is_asked_for_by_name",
        "store/test_encryption_lost.py::test_a_plain_file_where_an_encrypted_store_was_is_said_at_opening",
        "operations/test_erasure_reach.py::test_what_was_said_before_a_record_was_about_the_child_goes_too",
        "store/test_copies.py::test_backups_and_what_restoring_kept_are_found_under_any_name",
        "store/test_copies.py::test_unfinished_copies_are_deleted",
        "imports/merging/test_erased.py::test_nothing_of_the_child_is_kept_for_it_but_keyed_digests",
        "exports/test_killed.py::test_killed_while_writing_there_is_no_file_to_read",
        "ui/test_text_is_text.py::test_every_text_of_a_store_is_shown_as_it_is",
        "ui/test_text_is_text.py::test_no_picture_that_a_text_names_is_opened",
        "ui/dialogs/test_files.py::test_no_folder_that_was_chosen_is_kept",
        "store/test_secret.py::test_no_copy_of_the_key_is_left_in_memory_after_closing",
        "core/test_private.py::test_every_file_of_the_command_line_is_its_owners_only",
        "core/test_private.py::test_a_crash_writes_no_memory_to_the_disk",
        "operations/test_searching.py::test_what_is_restricted_does_not_tell_of_the_child",
        "journeys/test_finding_journey.py::test_nothing_that_was_found_outlives_the_store",
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

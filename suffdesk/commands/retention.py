"""Commands for keeping and losing records: retention, archive, erase, erasures, access, exports."""

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from suffdesk.commands.options import (
    DAY,
    PATH,
    json_option,
    opened,
    passphrase_option,
    print_json,
    store_option,
    who_option,
)
from suffdesk.core.dates import show_date, show_date_short, this_day
from suffdesk.core.errors import Refused, UserError
from suffdesk.core.text import plural

_REASONS = ("rule", "request", "mistake")
_UNFINISHED = 3
"""Exit code where a record is erased and something is left to do: what did not reach the file or a copy of it."""
_child = click.argument("child")


@click.command()
@store_option
@click.option("--as-at", type=DAY, help="The date: 2024-03-31 or 31/03/2024; today where left out.")
@click.option("--out", type=PATH, help="Save the due list as a workbook (.xlsx).")
@json_option
@passphrase_option
@who_option
def retention(
    store_path: Path, as_at: date | None, out: Path | None, as_json: bool, passphrase_file: Path | None, who: str
) -> None:
    """Records that need not be kept any longer, the longest overdue first."""
    from suffdesk.operations.retention import kept_table, review, review_document

    day = as_at or this_day()
    from suffdesk.operations.removed import removed_children

    with opened(store_path, passphrase_file, who, **_reading(out)) as store:
        found = review(store, day)
        removed = removed_children(store)
        _save_table(store, kept_table("Records that need not be kept", found.due, day), out, day)
    if as_json:
        document = review_document(found, day)
        document["removed"] = [
            {"child": one.reference, "id": one.child_id, "removed_at": one.removed_at.isoformat(), "who": one.who}
            for one in removed
        ]
        print_json(document)
        return
    click.echo(f"{plural(len(found.due), 'record')} need not be kept on {show_date(day)}")
    for item in found.due:
        away = f", archived {show_date_short(item.archived_on)}" if item.archived_on else ""
        until = show_date_short(item.until) if item.until else ""
        click.echo(f"  {item.reference}  until {until}  {plural(item.days_over(day), 'day')} over  {item.rule}{away}")
    click.echo(f"{plural(len(found.untold), 'record')} without a date of birth, kept until one is known")
    click.echo(f"{plural(len(found.archived), 'record')} archived")
    if removed:
        click.echo(f"{plural(len(removed), 'record')} removed and not erased, which “suffdesk erase” still takes:")
        for gone in removed:
            click.echo(f"  {gone.reference}  removed {show_date_short(gone.removed_at.date())} by {gone.who}")


@click.command()
@click.argument("children", metavar="CHILD...", nargs=-1, required=True)
@click.option("--on", type=DAY, help="The day of archiving; today where left out.")
@click.option("--bring-back", is_flag=True, help="Take the records out of the archive instead.")
@store_option
@passphrase_option
@who_option
def archive(
    children: tuple[str, ...], on: date | None, bring_back: bool, store_path: Path, passphrase_file: Path | None,
    who: str,
) -> None:  # fmt: skip
    """Put the records of each CHILD out of the way; they stay whole, and count in figures of their time."""
    from suffdesk.operations import retention as keeping

    if bring_back and on:
        raise UserError("--on is for archiving; leave it out with --bring-back")
    with opened(store_path, passphrase_file, who) as store:
        ids = [_found(store, child) for child in children]
        changes = keeping.bring_back(store, ids) if bring_back else keeping.archive(store, ids, on or this_day())
    click.echo(f"{changes.label}: {plural(changes.changed, 'record')}")


@click.command()
@_child
@click.option(
    "--reason",
    type=click.Choice(_REASONS),
    required=True,
    help="rule: the time has passed; request: one was upheld; mistake: the record was made by mistake.",
)
@click.option("--decision", default="", help="Reference of the decision, for the certificate; it must name nobody.")
@click.option("--certificate", type=PATH, help="The PDF to write the certificate to.")
@click.option("--yes", is_flag=True, help="Erase without asking; on a terminal the reference is asked for otherwise.")
@store_option
@json_option
@passphrase_option
@who_option
def erase(
    child: str, reason: Any, decision: str, certificate: Path | None, yes: bool, store_path: Path, as_json: bool,
    passphrase_file: Path | None, who: str,
) -> int:  # fmt: skip
    """Erase everything held of CHILD from the store, its history and its backups. It cannot be undone.

    What goes is said on standard error first. A removed child can be erased, too. The certificate names nobody, and
    can be written again by “erasures”. Exit code 3: the record is gone, and something is left to do; give the same
    command again, or “erasures --finish”.
    """
    from suffdesk.operations.certificates import erasure_document
    from suffdesk.operations.erasure import erase_child, erasures_made, finish_erasure, going_lines, what_goes

    _check_certificate(certificate)
    with opened(store_path, passphrase_file, who) as store:
        child_id, unfinished = _to_erase(store, child)
        if unfinished is not None:
            click.echo(f"That child was erased already; finishing erasure {unfinished}", err=True)
            made = finish_erasure(store, unfinished, _say_step)
        else:
            going = what_goes(store, child_id)
            if reason in going.refusals:
                raise Refused(going.refusals[reason])
            for line in going_lines(going):
                click.echo(line, err=True)
            _agree(going.reference, yes=yes)
            made = erase_child(store, child_id, reason, request=decision, progress=_say_step)
        _write_certificate(store, made, certificate)
        latest = next(one for one in erasures_made(store) if unfinished in (None, one.number))
        if as_json:
            print_json(erasure_document(latest))
        else:
            _say_erased(latest, certificate)
        if not latest.erasure.reached:
            click.echo(f"  {_how_to_finish(store, latest.number)}", err=as_json)
    return 0 if latest.erasure.reached else _UNFINISHED


def _to_erase(store: Any, child: str) -> tuple[str, int | None]:
    """The id of the child to erase, removed or not; or none, and the number of the erasure to finish.

    Raises UserError where it is neither.
    """
    from suffdesk.operations.erasure import erasure_of, unfinished_erasures
    from suffdesk.operations.removed import find_removed

    try:
        return _found(store, child), None
    except UserError as error:
        removed = find_removed(store, child)
        if removed is not None:
            return removed, None
        unfinished = unfinished_erasures(store)
        number = erasure_of(store, child)
        if number in unfinished:
            return "", number
        if number is not None:
            raise UserError(f"{error}: it was erased, and nothing of that is left to do (erasure {number})") from None
        if unfinished:
            raise UserError(f"{error}. {_how_to_finish(store, unfinished[0])}") from None
        raise


def _how_to_finish(store: Any, number: int) -> str:
    return (
        f"Erasure {number} is not finished: free some room or close what holds the file, then give "
        f"“suffdesk erasures --number {number} --finish --store {store.path}”"
    )


def _say_step(what: str, part: float | None) -> None:
    """Where somebody looks on: an erasure with many backups takes a while."""
    if sys.stderr.isatty():
        click.echo(f"{what}{'' if part is None else f' ({part:.0%})'}", err=True)


def _agree(reference: str, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise UserError("Nothing was erased: give --yes to erase without being asked")
    if click.prompt(f"This cannot be undone. Type {reference} to erase", err=True).strip() != reference:
        raise UserError("Nothing was erased: that is not the reference")


def _check_certificate(path: Path | None) -> None:
    """Before anything is erased. Raises UserError."""
    if path is None:
        return
    if path.suffix.lower() != ".pdf":
        raise UserError(f"The certificate is a PDF: give {path.name} the ending .pdf")
    if not path.parent.is_dir():
        raise UserError(f"There is no folder {path.parent}; make it first, or choose another")


def _write_certificate(store: Any, made: Any, path: Path | None) -> None:
    from suffdesk.operations.certificates import write_certificate

    if path is None:
        return
    try:
        write_certificate(store, made, path)
    except UserError as error:
        number = f"suffdesk erasures --number N --certificate PDF --store {store.path}"
        click.echo(f"suffdesk: the record is erased, but: {error}; write the certificate again by “{number}”", err=True)


def _say_erased(one: Any, certificate: Path | None) -> None:
    from suffdesk.operations.certificates import state_of

    written = f"; certificate in {certificate}" if certificate is not None and certificate.is_file() else ""
    click.echo(f"Erased: erasure {one.number}{written}")
    click.echo(f"  {state_of(one.erasure)}")
    for name in one.erasure.copies.left if one.erasure.copies else ():
        click.echo(f"  Not reached: {name}")


@click.command()
@store_option
@click.option("--number", type=int, help="Only the erasure of this number.")
@click.option("--certificate", type=PATH, help="The PDF to write the certificate of that erasure to.")
@click.option("--finish", is_flag=True, help="Go again through what that erasure could not reach, or every one.")
@json_option
@passphrase_option
@who_option
def erasures(
    store_path: Path, number: int | None, certificate: Path | None, finish: bool, as_json: bool,
    passphrase_file: Path | None, who: str,
) -> int:  # fmt: skip
    """The erasures made, the latest first; their certificates again, and what is left to do.

    Exit code 3: something of those that were to be finished is left.
    """
    from suffdesk.operations.audit import show_moment
    from suffdesk.operations.certificates import erasure_document, state_of
    from suffdesk.operations.erasure import erasure_numbered, erasures_made, finish_erasure, unfinished_erasures

    if number is None and certificate:
        raise UserError("Say which erasure: give --number")
    _check_certificate(certificate)
    writes = {} if finish else _reading(certificate)
    with opened(store_path, passphrase_file, who, **writes) as store:
        if number is not None:
            made = finish_erasure(store, number, _say_step) if finish else erasure_numbered(store, number)
            if certificate is not None:
                from suffdesk.operations.certificates import write_certificate

                write_certificate(store, made, certificate)
        elif finish:
            for one_left in unfinished_erasures(store):
                finish_erasure(store, one_left, _say_step)
        found = [one for one in erasures_made(store) if number in (None, one.number)]
    code = _UNFINISHED if finish and any(not one.erasure.reached for one in found) else 0
    if as_json:
        print_json([erasure_document(one) for one in found])
        return code
    for one in found:
        when = show_moment(one.erasure.made_at)
        click.echo(f"{one.number}  {when}  {one.erasure.who}  {one.erasure.reason}  {state_of(one.erasure)}")
    if not found:
        click.echo("No erasure was made")
    if certificate is not None:
        click.echo(f"Made {certificate}")
    return code


@click.command()
@_child
@click.option("--out", type=PATH, required=True, help="The archive to write (.zip).")
@click.option("--as-at", type=DAY, help="The date: 2024-03-31 or 31/03/2024; today where left out.")
@store_option
@passphrase_option
@who_option
def access(child: str, out: Path, as_at: date | None, store_path: Path, passphrase_file: Path | None, who: str) -> None:
    """Everything held of CHILD, for a subject-access request: a report, a workbook and the documents."""
    from suffdesk.operations.access import WARNING, export_subject_access

    if out.suffix.lower() != ".zip":
        raise UserError(f"The archive is a zip: give {out.name} the ending .zip")
    with opened(store_path, passphrase_file, who, to_export=True) as store:
        child_id = _found(store, child)
        click.echo(f"suffdesk: {WARNING}", err=True)
        documents = export_subject_access(store, child_id, out, as_at or this_day())
    click.echo(f"Made {out}, with {plural(documents, 'document')}")


@click.command()
@store_option
@click.option("--out", type=PATH, help="Save the whole log as a workbook (.xlsx).")
@json_option
@passphrase_option
@who_option
def exports(store_path: Path, out: Path | None, as_json: bool, passphrase_file: Path | None, who: str) -> None:
    """What left the store as a file: when, by whom, what and to which file; the latest first."""
    from suffdesk.operations.audit import show_moment
    from suffdesk.operations.export_log import export_log_document, export_log_table, exports_made

    with opened(store_path, passphrase_file, who, **_reading(out)) as store:
        found = exports_made(store)
        if out is not None:
            _save_table(store, export_log_table(store), out, None)
    if as_json:
        print_json(export_log_document(found))
        return
    for item in found:
        rows = "" if item.rows is None else f"  {plural(item.rows, 'row')}"
        day = f"  as at {show_date_short(item.as_at)}" if item.as_at else ""
        click.echo(f"{item.number}  {show_moment(item.made_at)}  {item.who}  {item.what}  {item.file_name}{day}{rows}")
    if not found:
        click.echo("Nothing was exported")


def _reading(out: Path | None) -> dict[str, bool]:
    """How to open a store that is only read unless a file is written."""
    return {"read_only": True} if out is None else {"to_export": True}


def _save_table(store: Any, table: Any, out: Path | None, as_at: date | None) -> None:
    from suffdesk.operations.publish import export_table

    if out is None:
        return
    if out.suffix.lower() != ".xlsx":
        raise UserError(f"The list is saved as a workbook: give {out.name} the ending .xlsx")
    export_table(table, out, (("As at", show_date(as_at)),) if as_at else (), store=store, as_at=as_at)
    click.echo(f"Made {out}", err=True)


def _found(store: Any, child: str) -> str:
    from suffdesk.operations.edit import find_record

    return find_record(store, "child", child)


COMMANDS = (retention, archive, erase, erasures, access, exports)

"""Commands for monthly extracts: import mapped, mapping, merge."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from suffdesk.commands.importing import carry_out
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
from suffdesk.core.dates import parse_date, show_date, this_day
from suffdesk.core.errors import UserError
from suffdesk.core.text import plural, single_line


def import_mapped(store: Any, paths: Sequence[Path], options: dict[str, Any]) -> None:
    """``suffdesk import mapped``: one extract, read through a mapping."""
    from suffdesk.operations import import_mapped as operation
    from suffdesk.operations import mappings

    if len(paths) != 1:
        raise UserError("Extracts are imported one at a time; give one file")
    if not options["mapping"]:
        raise UserError("Say through which mapping to read it: --mapping NAME, or the file of one")
    named = options["mapping"]
    mapping = mappings.read_file(Path(named)) if named.lower().endswith(".json") else mappings.find(store, named)
    extract = operation.read(paths[0], mapping)
    decisions = _decisions(options["decisions"])
    plan = operation.preview(
        store, extract, mapping, as_at=options["as_at"] or this_day(), decisions=decisions,
        include_erased=options["include_erased"],
    )  # fmt: skip
    _refuse_unknown(decisions, {item.key for item in plan.items})
    verb = carry_out(operation, store, plan, options)
    if not verb:
        return
    click.echo(f"{verb} {plan.file} of {show_date(plan.as_at)}")
    for item in plan.items:
        if item.change != "unchanged":
            click.echo(f"  {_line(item)}")
    click.echo("  " + ", ".join(f"{count:,} {change}" for change, count in plan.counts.items()))
    click.echo(f"  {plural(plan.rows_left_out, 'row')} left out, {plural(len(plan.problems), 'fault')} listed")


def _refuse_unknown(decisions: Any, keys: set[str]) -> None:
    if decisions is None:
        return
    unknown = sorted((decisions.leave | decisions.confirm | decisions.endings.keys()) - keys)
    if unknown:
        raise UserError(
            f"The decisions name “{unknown[0][:80]}”, which this extract does not ask; look at --dry-run --json"
        )


def _line(item: Any) -> str:
    facts = "; ".join(f"{one.label}: {one.before or '–'} → {one.after or '–'}" for one in item.fields)
    undone = "" if item.applied or item.change == "left out" else " (asks first)" if item.asks else " (left)"
    return f"{item.change}{undone}: {item.child}, {item.key}: {item.reason}" + (f" [{facts}]" if facts else "")


def _decisions(file: Path | None) -> Any:
    """What a person decided, from a JSON file: ``{"leave": [key], "confirm": [key], "endings": {key: ...}}``."""
    from suffdesk.operations.import_mapped import Decisions

    if file is None:
        return None
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
        endings = {
            str(key): (parse_date(said["on"]), said.get("reason") or None)
            for key, said in raw.get("endings", {}).items()
        }
        return Decisions(frozenset(raw.get("leave", ())), frozenset(raw.get("confirm", ())), endings)
    except OSError as error:
        raise UserError(f"The decisions file {file} cannot be read: {error.strerror}") from error
    except (ValueError, AttributeError, KeyError, TypeError, RecursionError):
        raise UserError(
            f"The decisions file {file} is not as it should be: “leave” and “confirm” are lists of keys, and “endings” "
            "says for a key the day “on” which care ended and the “reason”"
        ) from None


@click.group()
def mapping() -> None:
    """Import mappings: how the columns of a case system's extract are read."""


@mapping.command(name="list")
@store_option
@json_option
@passphrase_option
def list_(store_path: Path, as_json: bool, passphrase_file: Path | None) -> None:
    """Names of the mappings kept, and of those that ship."""
    from suffdesk.operations import mappings

    with opened(store_path, passphrase_file, read_only=True) as store:
        kept = mappings.kept(store)
        if as_json:
            print_json([{"name": one.name, "source": one.source, "ships": not one.id} for one in kept])
        else:
            for one in kept:
                click.echo(f"{one.name}: {one.source}" if one.source else one.name)


@mapping.command()
@click.argument("path", type=PATH)
@click.option("--out", type=PATH, required=True, help="The file to save the draft in (JSON).")
@click.option("--sheet", help="The sheet to look at; the likeliest where left out.")
@click.option("--header-row", type=int, help="The row that names the columns; the likeliest where left out.")
@click.option("--name", default="", help="Name of the mapping; that of the file where left out.")
@json_option
def propose(path: Path, out: Path, sheet: str | None, header_row: int | None, name: str, as_json: bool) -> None:
    """Draft a mapping for an extract, to be looked through and completed before it is saved."""
    from suffdesk.operations import import_mapped, mappings

    proposal = import_mapped.propose(path, sheet=sheet, header_row=header_row, name=name)
    mappings.write_file(proposal.mapping, out)
    if as_json:
        print_json(import_mapped.proposal_as_json(proposal))
        return
    for column in proposal.columns:
        said = f"{column.target} ({column.confidence:.0%}; {column.why})" if column.target else "not used"
        click.echo(f"{single_line(column.header)}: {said}")
    for value in proposal.unknown:
        click.echo(f"{single_line(value.header)}: choose what “{value.text}” stands for ({plural(value.times, 'row')})")
    click.echo(f"Made {out}; look through it, then “suffdesk mapping save”")


@mapping.command()
@click.argument("file", type=PATH)
@click.option("--replace", is_flag=True, help="Replace the one of that name.")
@store_option
@passphrase_option
@who_option
def save(file: Path, replace: bool, store_path: Path, passphrase_file: Path | None, who: str) -> None:
    """Keep the mapping of a file in the store, under the name in it."""
    from suffdesk.operations import mappings

    with opened(store_path, passphrase_file, who) as store:
        click.echo(mappings.import_file(store, file, replace=replace).label)


@mapping.command()
@click.argument("name")
@click.option("--out", type=PATH, required=True, help="The file to save it in (JSON).")
@store_option
@passphrase_option
@who_option
def export(name: str, out: Path, store_path: Path, passphrase_file: Path | None, who: str) -> None:
    """Save a mapping as a file, for another store."""
    from suffdesk.operations import mappings

    with opened(store_path, passphrase_file, who, to_export=True) as store:
        mappings.export(store, name, out)
    click.echo(f"Made {out}")


@mapping.command()
@click.argument("name")
@click.argument("to")
@store_option
@passphrase_option
@who_option
def rename(name: str, to: str, store_path: Path, passphrase_file: Path | None, who: str) -> None:
    """Give a mapping of the store another name."""
    from suffdesk.operations import mappings

    with opened(store_path, passphrase_file, who) as store:
        click.echo(mappings.rename(store, name, to).label)


@mapping.command()
@click.argument("name")
@store_option
@passphrase_option
@who_option
def delete(name: str, store_path: Path, passphrase_file: Path | None, who: str) -> None:
    """Take a mapping out of the store."""
    from suffdesk.operations import mappings

    with opened(store_path, passphrase_file, who) as store:
        click.echo(mappings.delete(store, name).label)


@click.command()
@click.argument("keep_and_drop", metavar="[KEEP DROP]", nargs=-1)
@click.option("--different", is_flag=True, help="The two are different placements: do not offer them again.")
@store_option
@json_option
@passphrase_option
@who_option
def merge(
    keep_and_drop: tuple[str, ...], different: bool, store_path: Path, as_json: bool, passphrase_file: Path | None,
    who: str,
) -> None:  # fmt: skip
    """List typed and imported placements that may be the same one; with two ids, make them one, under KEEP."""
    from suffdesk.operations import merging

    if len(keep_and_drop) not in (0, 2) or (different and not keep_and_drop):
        raise UserError("Give two placements, the one to keep first, or none to list what is offered")
    with opened(store_path, passphrase_file, who, read_only=not keep_and_drop) as store:
        if keep_and_drop:
            changes = (merging.tell_apart if different else merging.merge)(store, *keep_and_drop)
            print_json({"stored": True, "change": changes.change_id}) if as_json else click.echo(changes.label)
            return
        offers = merging.merge_offers(store)
        if as_json:
            print_json([
                {"child": one.child, "typed": one.typed_started.isoformat(),
                 "imported": one.imported_started.isoformat(), "keep": one.keep_id, "drop": one.drop_id, "why": one.why}
                for one in offers
            ])  # fmt: skip
        else:
            for one in offers:
                click.echo(
                    f"{one.child}: typed since {show_date(one.typed_started)}, imported since "
                    f"{show_date(one.imported_started)}; suffdesk merge {one.keep_id} {one.drop_id}"
                )
            click.echo(plural(len(offers), "offer"))


COMMANDS = (mapping, merge)


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What ``suffdesk import`` takes for an extract or a list."""
    for option in (
        click.option("--mapping", help="For mapped: the name of an import mapping, or its file."),
        click.option("--as-at", type=DAY, help="The day of an extract (today where left out) or of a list."),
        click.option("--decisions", type=PATH, help="What a person decided about what asks first (JSON)."),
    ):
        command = option(command)
    return command

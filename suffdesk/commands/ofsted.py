"""``suffdesk import ofsted``: one of Ofsted's lists of settings."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from suffdesk.commands.importing import carry_out
from suffdesk.core.dates import show_date
from suffdesk.core.errors import UserError
from suffdesk.core.text import plural

_MOST_LINES = 200


def import_ofsted(store: Any, paths: Sequence[Path], options: dict[str, Any]) -> None:
    """Read a list, store it unless it is a dry run, and say what it changed."""
    from suffdesk.operations import import_ofsted as operation

    if len(paths) != 1:
        raise UserError("Lists are imported one at a time, the oldest first; give one file")
    listed = operation.read(paths[0])
    plan = operation.preview(store, listed, as_at=options["as_at"], decisions=_decisions(options["decisions"]))
    verb = carry_out(operation, store, plan, options)
    if not verb:
        return
    click.echo(f"{verb} {plan.file} of {show_date(plan.as_at)}")
    told = [one for one in plan.changes if one.children or one.kind != "new"]
    for one in told[:_MOST_LINES]:
        click.echo(f"  {_line(operation.KINDS[one.kind], one)}")
    if len(told) > _MOST_LINES:
        click.echo(f"  and {len(told) - _MOST_LINES:,} more; look at --json")
    counts = [f"{operation.KINDS[kind].lower()} {count:,}" for kind, count in plan.counts.items() if count]
    click.echo(f"  {', '.join(counts) or 'no change'}; {plural(plan.left_alone, 'setting')} as they were")
    for question in plan.questions:
        if question.answer is None:
            offered = "; ".join(f"{option.words} ({option.why})" for option in question.options[:3])
            click.echo(f"  {question.words} (setting {question.setting_id}): is it {offered}?")
    click.echo(f"  {plural(plan.rows_left_out, 'row')} left out, {plural(plan.listed, 'fault')} listed")


def _line(kind: str, one: Any) -> str:
    name = " · ".join(part for part in (one.urn, one.setting, one.provider) if part)
    facts = f"{one.before or '–'} → {one.after or '–'}"
    ours = f", {plural(one.children, 'child', 'children')} of ours" if one.children else ""
    return f"{kind}: {name}: {facts}{ours}{', checklist opened' if one.opens_checklist else ''}"


def _decisions(file: Path | None) -> Any:
    """From a JSON file: ``{"same": {setting: number}, "apart": [setting], "complete": true}``."""
    from suffdesk.operations.import_ofsted import Decisions

    if file is None:
        return None
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
        complete = raw.get("complete")
        if complete not in (None, True, False) or not isinstance(raw.get("apart", []), list):
            raise ValueError
        same = {str(setting): str(urn) for setting, urn in raw.get("same", {}).items()}
        return Decisions(same, frozenset(map(str, raw.get("apart", []))), complete)
    except OSError as error:
        raise UserError(f"The decisions file {file} cannot be read: {error.strerror}") from error
    except (ValueError, AttributeError, TypeError, RecursionError):
        raise UserError(
            f"The decisions file {file} is not as it should be: “same” says for a setting the number that it is in the "
            "list, “apart” names settings that are none of the list, and “complete” is true or false"
        ) from None

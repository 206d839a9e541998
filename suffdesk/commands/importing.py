"""What importing anything on the command line has in common: problems, refusal, a dry run, the document."""

from typing import Any

import click

from suffdesk.commands.options import print_json


def carry_out(operation: Any, store: Any, plan: Any, options: dict[str, Any]) -> str:
    """Print the problems, store the plan unless it is a dry run, and print its document where JSON is asked for.

    ``operation`` is the module of an import, with ``refuse_if_strict``, ``plan_as_json`` and ``apply``. Returns how
    to begin the lines for a person, or an empty string where JSON was printed. Raises UserError under ``--strict``.
    """
    from suffdesk.operations.import_return import save_problems

    if options["problems_file"]:
        save_problems(store, plan.problems, options["problems_file"])
    for problem in plan.problems:
        click.echo(str(problem), err=True)
    for warning in plan.warnings:
        click.echo(f"suffdesk: {warning}", err=True)
    if options["strict"]:
        operation.refuse_if_strict(plan)
    if options["dry_run"]:
        document, verb = operation.plan_as_json(plan), "Would import"
    else:
        document, verb = operation.apply(store, plan).as_json(), "Imported"
    if options["as_json"]:
        print_json(document)
        return ""
    return verb

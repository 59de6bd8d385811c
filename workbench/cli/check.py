"""`workbench check`: is the house in order?"""

import json
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    app.command()(check)


def check(
    as_json: Annotated[bool, typer.Option("--json", help="Eén JSON-object met alle bevindingen.")] = False,
) -> None:
    """Controleer stijl, lagen, notebooks, catalogus, documentatie en omgeving."""
    from workbench import checks

    found = {}
    for name, problems in checks.run():
        found[name] = problems
        if not as_json:
            typer.echo(f"{name:<14} {'in orde' if not problems else f'{len(problems)} bevinding(en)'}")
            for problem in problems:
                typer.echo(f"    {problem}")
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
    raise typer.Exit(1 if any(found.values()) else 0)

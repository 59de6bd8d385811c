"""`workbench bench`: measured figures next to the stock alternative, in the same run."""

import json
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    app.command()(bench)


def bench(
    name: Annotated[str | None, typer.Argument(help="Eén meting; zonder naam allemaal.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Een JSON-object per cijfer.")] = False,
) -> None:
    """Meet snelheid en geheugen naast het gangbare alternatief."""
    from workbench import benchmarks

    missed = False
    for figure in benchmarks.measure(name):
        typer.echo(json.dumps(figure.as_dict()) if as_json else figure.as_line())
        missed = missed or figure.ok is False
    raise typer.Exit(1 if missed else 0)

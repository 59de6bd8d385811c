"""`workbench report`: a notebook as one HTML file."""

import json
import time
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    app.command()(report)


def report(
    notebook: Annotated[str, typer.Argument(help="Naam van een notebook, zoals verkennen.")],
    parameters: Annotated[
        list[str] | None, typer.Option("--parameter", "-p", metavar="NAAM=WAARDE", help="Een keuze; mag vaker.")
    ] = None,
    output: Annotated[Path | None, typer.Option(help="Bestand; zonder keuze in de map reports.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Zeg het resultaat als JSON.")] = False,
) -> None:
    """Maak van een notebook één HTML-bestand dat nergens anders iets nodig heeft."""
    given = dict(map(_pair, parameters or []))
    from workbench import settings
    from workbench.publish.report import make

    place = output or settings.home() / "reports" / f"{notebook}.html"
    typer.echo(f"Rapport maken van '{notebook}'. Dat duurt een halve minuut.", err=True)
    begun = time.monotonic()
    made = make(notebook, given, output=place)
    seconds = round(time.monotonic() - begun, 1)
    typer.echo(json.dumps({"report": str(made), "seconds": seconds}) if as_json else f"Klaar: {made}")


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise typer.BadParameter(f"'{text}' is geen NAAM=WAARDE.", param_hint="-p")
    return name, value

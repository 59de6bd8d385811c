"""`workbench figure`: one figure as an image with its source, for a slide."""

import json
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    app.command()(figure)


def figure(
    indicator: Annotated[str, typer.Argument(help="Indicator uit de catalogus.")],
    kind: Annotated[str, typer.Option(help="kaart, volgorde of verloop.")] = "kaart",
    parameters: Annotated[
        list[str] | None,
        typer.Option("--parameter", "-p", metavar="NAAM=WAARDE", help="gebied, niveau, periode, groep."),
    ] = None,
    theme: Annotated[str, typer.Option(help="Thema uit de catalogus.")] = "mentale-gezondheid",
    output: Annotated[Path | None, typer.Option(help="Bestand: .png of .svg.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Zeg het resultaat als JSON.")] = False,
) -> None:
    """Bewaar één beeld met zijn bron, voor een dia."""
    from workbench.publish.slide import save

    given = dict(_pair(text) for text in parameters or [])
    made = save(theme, indicator, kind=kind, given=given, output=output)
    told = {"figure": str(made.path), "alt": made.words}
    said = f"Klaar: {made.path}\nTekst voor wie het beeld niet ziet: {made.words}"
    typer.echo(json.dumps(told, ensure_ascii=False) if as_json else said)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise typer.BadParameter(f"'{text}' is geen NAAM=WAARDE.", param_hint="-p")
    return name, value

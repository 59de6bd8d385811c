"""`workbench catalog`: what exists, and whether the catalogue is in order."""

import json
from pathlib import Path
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Schrijf JSON.")]
catalog_app = typer.Typer(no_args_is_help=True, help="Wat er is: thema's, indicatoren, databronnen en afspraken.")


def register(app: typer.Typer) -> None:
    app.add_typer(catalog_app, name="catalog")


@catalog_app.command("list")
def list_indicators(
    theme: Annotated[str | None, typer.Option("--theme", help="Alleen de indicatoren van dit thema.")] = None,
    as_json: AsJson = False,
) -> None:
    """Noem de indicatoren met hun bron, perioden en niveaus."""
    from workbench.catalog import load_catalog, rows

    found = rows(load_catalog(), theme=theme)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for row in found:
        years = ", ".join(map(str, row["periods"]))
        typer.echo(f"{row['id']:<30} {row['dataset']:<10} {years:<24} {row['label']}")


@catalog_app.command("show")
def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="Een indicator, databron, thema, partner of afspraak.")],
    as_json: AsJson = False,
) -> None:
    """Toon alles wat de catalogus over één naam zegt."""
    from workbench.catalog import card, load_catalog

    found = card(load_catalog(), name)
    typer.echo(json.dumps(found, ensure_ascii=False, indent=1) if as_json else _as_text(found))


@catalog_app.command("check")
def check(as_json: AsJson = False) -> None:
    """Controleer de hele catalogus; elke fout op een regel, met bestand en regelnummer."""
    from workbench.areas import problems_in_areas
    from workbench.catalog import problems_in

    problems = problems_in() + problems_in_areas()
    if as_json:
        found = [{"file": each.file, "line": each.line, "problem": each.page} for each in problems]
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        for problem in problems:
            typer.echo(str(problem))
        if not problems:
            typer.echo("De catalogus is in orde.")
    raise typer.Exit(1 if problems else 0)


@catalog_app.command("export")
def export(
    folder: Annotated[Path, typer.Argument(metavar="MAP", help="Lege of nieuwe map, of een eerdere uitvoer.")],
    theme: Annotated[
        str | None,
        typer.Option("--theme", help="Zet ook de vrijgegeven cijfers van dit thema erbij, als Data Package."),
    ] = None,
    base: Annotated[str | None, typer.Option("--base", help="Adres waar de catalogus komt te staan.")] = None,
    as_json: AsJson = False,
) -> None:
    """Schrijf de catalogus als DCAT-AP-NL 3.0, en als Data Package met vrijgegeven cijfers."""
    from workbench.catalog import load_catalog
    from workbench.catalog.export import graph, warning, write

    catalog = load_catalog()
    if said := warning(catalog, base):
        typer.echo(said, err=True)
    released = _figures(theme, folder / "cijfers") if theme else []
    written = write(graph(catalog, base=base, released=released), folder)
    files = [*map(str, written), *([str(folder / "cijfers" / "datapackage.json")] if theme else [])]
    typer.echo(json.dumps({"files": files}, ensure_ascii=False) if as_json else "\n".join(files))


def _figures(theme: str, folder: Path) -> list:
    from dataclasses import replace

    from workbench.disclosure.loading import load
    from workbench.publish import datapackage

    return [replace(each, path=f"{folder.name}/{each.path}") for each in datapackage.write(load(theme), folder)]


def _as_text(card: dict[str, object]) -> str:
    return "\n".join(f"{key}: {value}" for key, value in card.items() if value not in (None, [], {}))

"""`workbench data`: fetch figures from publishers, see what there is, and go back to an earlier version."""

import json
from contextlib import contextmanager
from typing import Annotated

import typer

MOST_CELLS = 10_000
AsJson = Annotated[bool, typer.Option("--json", help="Antwoord als JSON.")]

data = typer.Typer(no_args_is_help=True, help="Cijfers ophalen, bekijken en terugzetten.")


def register(app: typer.Typer) -> None:
    app.add_typer(data, name="data")


@data.command()
def refresh(
    datasets: Annotated[list[str] | None, typer.Argument(help="Datasets; zonder namen alle, met de omtrekken.")] = None,
    as_json: AsJson = False,
) -> None:
    """Haal nieuwe cijfers op bij de bronnen; wat niet lukt, houdt de vorige cijfers."""
    from workbench import store

    with _progress(shown=not as_json) as say:
        report = store.refresh(datasets or None, progress=say)
    if as_json:
        typer.echo(json.dumps([_refreshed(each) for each in report.datasets], ensure_ascii=False))
    else:
        _print_report(report)
    for each in report.failures:
        typer.echo(f"{each.dataset}: {each.error.page}", err=True)
    raise typer.Exit(1 if report.failures else 0)


@data.command()
def status(as_json: AsJson = False) -> None:
    """Laat zien welke cijfers er zijn, hoe oud, en waarvandaan."""
    from workbench import store

    held = store.status()
    if as_json:
        typer.echo(json.dumps([_held(each) for each in held], ensure_ascii=False))
    else:
        _print_status(held)


@data.command()
def history(
    dataset: Annotated[str, typer.Argument(help="Een dataset uit de catalogus.")], as_json: AsJson = False
) -> None:
    """Laat alle bewaarde versies van een dataset zien."""
    from workbench import store

    known, current = store.history(_known(dataset)), store.current(dataset)
    rows = [_version(each) | {"current": current is not None and each.id == current.id} for each in known]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
    else:
        _print_history(dataset, rows)


@data.command()
def restore(
    dataset: Annotated[str, typer.Argument(help="Een dataset uit de catalogus.")],
    version: Annotated[str, typer.Argument(help="De versie, zoals 'workbench data history' die noemt.")],
    as_json: AsJson = False,
) -> None:
    """Zet een eerdere versie terug; er wordt niets weggegooid."""
    from workbench import store

    chosen = store.restore(_known(dataset), version)
    message = f"{dataset}: versie {chosen.id} is weer in gebruik."
    typer.echo(json.dumps(_version(chosen)) if as_json else message)


def _known(dataset: str) -> str:
    """A dataset that is stored, or that the catalogue knows. Raises: UnknownName."""
    from workbench.catalog import load_catalog
    from workbench.store import versions

    return dataset if dataset in versions.datasets() else load_catalog().dataset(dataset).id


@contextmanager
def _progress(*, shown: bool):
    """A line per dataset with rows and time left, on stderr so that the answer itself can be piped."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = [TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,.0f} rijen")]
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), disable=not shown) as bars:
        tasks: dict = {}

        def say(dataset: str, done: int, total: int | None) -> None:
            if dataset not in tasks:
                tasks[dataset] = bars.add_task(dataset, total=total)
            bars.update(tasks[dataset], completed=done, total=total)

        yield say


def _refreshed(each) -> dict:
    error = each.error
    return {
        "dataset": each.dataset,
        "label": each.label,
        "outcome": each.outcome,
        "seconds": round(each.seconds, 2),
        "version": each.version.id if each.version else None,
        "before": each.before.id if each.before else None,
        "rows": each.version.rows if each.version else None,
        "notes": each.notes,
        "changes": each.counts().to_dict("records"),
        "cells": _cells(each.differences),
        "error": error and {"kind": type(error).__name__, "page": error.page, "log": str(error)},
    }


def _cells(differences) -> list[dict]:
    """The cells that are new, changed or gone, at most as many as a person or a program will want to read."""
    return json.loads(differences.head(MOST_CELLS).to_json(orient="records"))


def _held(each) -> dict:
    found = {"dataset": each.dataset, "label": each.label, "publisher": each.publisher, "checked_at": each.checked_at}
    return found | {"kept": each.kept, "version": _version(each.version) if each.version else None}


def _version(version) -> dict:
    found = {"dataset": version.dataset, "version": version.id, "fetched_at": version.fetched_at.isoformat()}
    found |= {"modified": version.modified, "rows": version.rows, "demo": version.demo}
    return found | {"indicators": list(version.indicators), "service": version.origin.get("service")}


def _print_report(report) -> None:
    from rich.console import Console
    from rich.table import Table

    outcomes = {"first": "nieuw", "changed": "bijgewerkt", "unchanged": "niets veranderd", "failed": "niet gelukt"}
    table = Table("dataset", "uitkomst", "rijen", "nieuw", "gewijzigd", "verdwenen", "seconden")
    for each in report.datasets:
        kinds = each.differences["kind"].value_counts()
        rows = f"{each.version.rows}" if each.version else ""
        numbers = [str(kinds.get(kind, 0)) for kind in ("new", "changed", "gone")]
        table.add_row(each.dataset, outcomes[each.outcome], rows, *numbers, f"{each.seconds:.1f}")
    console = Console()
    console.print(table)
    for each in report.datasets:
        for line in [*each.notes, *_lines(each)]:
            console.print(f"{each.dataset}: {line}", highlight=False)


def _lines(each) -> list[str]:
    """Per indicator how much changed, and the first areas."""
    words = {"new": "nieuw", "changed": "gewijzigd", "gone": "verdwenen"}
    lines = []
    for (indicator, kind), cells in each.differences.groupby(["indicator", "kind"], observed=True):
        areas = list(dict.fromkeys(cells["area_code"]))
        more = f" en nog {len(areas) - 5}" if len(areas) > 5 else ""
        lines.append(f"{indicator}: {len(cells)} cijfers {words[kind]}, in {', '.join(areas[:5])}{more}")
    return lines


def _print_status(held: list) -> None:
    from rich.console import Console
    from rich.table import Table

    from workbench.text import moment

    table = Table("dataset", "cijfers", "opgehaald", "laatste wijziging bij de bron", "versies")
    for each in held:
        version = each.version
        kind = "nog niet opgehaald" if version is None else "verzonnen (demo)" if version.demo else f"{version.rows}"
        fetched = moment(version.fetched_at) if version else ""
        changed = (version.modified or "")[:10] if version else ""
        table.add_row(each.dataset, kind, fetched, changed, str(each.kept))
    console = Console()
    console.print(table)
    for each in held:
        publisher = each.publisher or "niet meer in de catalogus"
        console.print(f"{each.dataset}: {each.label} ({publisher})", highlight=False)


def _print_history(dataset: str, rows: list[dict]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("versie", "opgehaald", "bijgewerkt door de bron", "rijen", "", title=dataset)
    for row in rows:
        marks = [word for word, on in (("in gebruik", row["current"]), ("verzonnen", row["demo"])) if on]
        modified = (row["modified"] or "")[:10]
        table.add_row(row["version"], row["fetched_at"][:16], modified, str(row["rows"]), ", ".join(marks))
    Console().print(table)

"""`workbench session`, afterwards: what remains of a session, reported, replayed, exported and verified."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.session import AsJson, Name, echo_json, open_journal, session_app, write

if TYPE_CHECKING:
    from workbench.session import View


def register(_app: typer.Typer) -> None:
    for command in (report, replay, export, verify):
        session_app.command(command.__name__)(command)


def report(
    session: Name,
    output: Annotated[Path, typer.Option(help="Het bestand voor het verslag.")],
    only_discussed: Annotated[
        bool, typer.Option("--only-discussed", help="Teken alleen beelden waarover iets is gezegd.")
    ] = False,
) -> None:
    """Maak het verslag: beelden, duidingen, stemmingen, besluiten, acties en bronnen in één HTML-bestand."""
    from workbench.session.report import report as write_report

    with open_journal() as journal, _warm_stills() as still:
        page = write_report(journal, session, still=still, only_discussed=only_discussed)
    write(output, page)
    typer.echo(f"Het verslag staat in {output}.")


def replay(session: Name, as_json: AsJson = False) -> None:
    """Open elk bekeken beeld opnieuw en noem elk cijfer dat sindsdien is gewijzigd."""
    from workbench.session.replaying import replay as run_again

    with open_journal() as journal, _warm_stills() as still:
        found = run_again(journal, session, run=still)
    if as_json:
        echo_json([one.as_dict() for one in found])
        return
    for one in found:
        choices = ", ".join(f"{name} {words}" for name, words in one.look.parameters)
        typer.echo(f"{one.look.view.notebook}: {choices}")
        told = [one.problem] if one.problem else []
        for line in told + [change.sentence for change in one.changes] or ["Geen cijfer is gewijzigd."]:
            typer.echo(f"  {line}")
    if not found:
        typer.echo("In deze sessie is nog geen beeld bekeken.")


def export(
    session: Name,
    output: Annotated[Path | None, typer.Option(help="Het bestand; zonder keuze op het scherm.")] = None,
) -> None:
    """Schrijf het logboek als JSON-regels, ook de stemmen: bewaar dit bestand zorgvuldig."""
    with open_journal() as journal:
        lines = "".join(f"{line}\n" for line in journal.export(session))
    if output is None:
        typer.echo(lines, nl=False)
    else:
        write(output, lines)
        typer.echo(f"Het logboek staat in {output}.")


def verify(
    session: Name,
    head: Annotated[str, typer.Option(help="Het kenmerk van de laatste regel in een eerder verslag.")] = "",
    as_json: AsJson = False,
) -> None:
    """Kijk na of het logboek na het opslaan is veranderd."""
    with open_journal() as journal:
        verdict = journal.verify(session)
        known = not head or any(entry.hash == head for entry in journal.entries(session))
    holds = verdict.holds and known
    if as_json:
        echo_json({**verdict.as_dict(), "holds": holds})
    elif not verdict.holds:
        typer.echo(f"Het logboek klopt niet: regel {verdict.number} {verdict.problem}.")
    elif not known:
        typer.echo("Het logboek klopt niet: het kenmerk uit het verslag komt er niet meer in voor.")
    else:
        typer.echo(f"Het logboek klopt: {verdict.entries} regels. Kenmerk van de laatste regel: {verdict.head}")
    raise typer.Exit(0 if holds else 1)


@contextmanager
def _warm_stills() -> Iterator[Callable[["View"], str]]:
    """Draws views on kernels that are warm: a session has many."""
    from workbench.kernels import KERNEL, steady_parent
    from workbench.session.stills import still

    with steady_parent():
        yield partial(still, kernel=KERNEL)

"""`workbench session slides`: the session as a slide deck, in one file."""

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.session import session_app


def register(_app: typer.Typer) -> None:
    session_app.command("slides")(slides)


def slides(
    session: Annotated[str, typer.Argument(metavar="ID", help="De sessie; `workbench session list` noemt ze.")],
    output: Annotated[Path, typer.Option(help="Het bestand voor de dia's.")],
) -> None:
    """Maak van een sessie dia's in één HTML-bestand: beelden, duidingen, stemmingen, besluiten en acties."""
    from functools import partial

    from workbench.kernels import steady_parent
    from workbench.publish.deck import deck
    from workbench.publish.kept_kernel import known_kernel
    from workbench.publish.report import write
    from workbench.session import Journal
    from workbench.session.stills import still

    journal = Journal()
    try:
        with steady_parent():
            page = deck(journal, session, still=partial(still, kernel=known_kernel()))
    finally:
        journal.close()
    write(page, output)
    typer.echo(f"De dia's staan in {output}.")

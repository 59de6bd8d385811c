"""`workbench serve`: the pages on 8866 and JupyterLab on 8888."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    app.command()(serve)


def serve(
    port: Annotated[int, typer.Option(help="Poort van de pagina's; 0 kiest een vrije.")] = 8866,
    lab_port: Annotated[int, typer.Option(help="Poort van JupyterLab; 0 kiest een vrije.")] = 8888,
    no_lab: Annotated[bool, typer.Option("--no-lab", help="Zonder JupyterLab.")] = False,
    ip: Annotated[str, typer.Option(help="Adres om op te luisteren; zonder keuze alleen deze computer.")] = "127.0.0.1",
    url: Annotated[str, typer.Option(help="Het adres waaronder anderen de server bereiken, voor in de links.")] = "",
    published: Annotated[bool, typer.Option("--published", help="Alleen wat is vrijgegeven, om te lezen.")] = False,
    theme: Annotated[str, typer.Option("--theme", help="Thema, bij --published.")] = "mentale-gezondheid",
) -> None:
    """Toon de pagina's en JupyterLab, en druk de links af. Stoppen: Ctrl-C."""
    from workbench.server.serving import Plan, run

    plan = Plan(ip=ip, port=port, lab_port=None if no_lab else lab_port, url=url)
    if published:
        _read_only(plan, theme)
    else:
        run(plan, say=typer.echo)


def _read_only(plan, theme: str) -> None:
    from workbench.publish.release import released
    from workbench.server import published

    published.run(plan, released=lambda: released(theme), say=typer.echo)

"""`workbench session`: begin a session, invite, revoke and close; what remains of it is in `session_record`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from workbench.session import Journal

AsJson = Annotated[bool, typer.Option("--json", help="Schrijf JSON.")]
Name = Annotated[str, typer.Argument(metavar="ID", help="De sessie; `workbench session list` noemt ze.")]
Url = Annotated[str, typer.Option(help="Het adres waaronder anderen de server bereiken.")]
Days = Annotated[float, typer.Option(help="Zo veel dagen gelden de uitnodigingen.")]
HERE = "http://127.0.0.1:8866"
LINKS = ("facilitator", "researcher", "participant")
ROLES = {"begeleider": "facilitator", "onderzoeker": "researcher", "deelnemer": "participant", "partner": "partner"}
session_app = typer.Typer(no_args_is_help=True, help="Sessies: beginnen, uitnodigen, verslag maken en nakijken.")


def register(app: typer.Typer) -> None:
    app.add_typer(session_app, name="session")


@session_app.command("new")
def new(
    title: Annotated[str, typer.Argument(metavar="TITEL", help="Waar de sessie over gaat.")],
    notebook: Annotated[str, typer.Option(help="Het notebook waarmee de sessie begint.")] = "verkennen",
    parameters: Annotated[list[str] | None, typer.Option("-p", metavar="NAAM=WAARDE", help="Een keuze vooraf.")] = None,
    url: Url = HERE,
    days: Days = 14,
    as_json: AsJson = False,
) -> None:
    """Begin een sessie; druk de links voor begeleider, onderzoeker en deelnemer af."""
    chosen = _chosen(notebook, parameters or [])
    with open_journal() as journal:
        session = journal.start(title, notebook=notebook, parameters=chosen)
        links = {role: _link(url, journal.invite(session.id, role=role, days=days)[1]) for role in LINKS}
    if as_json:
        echo_json({**session.as_dict(), "links": links})
        return
    typer.echo(f"Sessie:      {session.id}\n")
    for word, role in ROLES.items():
        if role in links:
            typer.echo(f"{word.capitalize() + ':':<12} {links[role]}")
    _echo_qr("deelnemer", links["participant"])


@session_app.command("list")
def list_sessions(as_json: AsJson = False) -> None:
    """Noem de sessies, de nieuwste eerst."""
    with open_journal() as journal:
        found = journal.sessions()
    if as_json:
        echo_json([{**one.as_dict(), "seats": len(one.seats)} for one in found])
        return
    for one in found:
        state = "gesloten" if one.closed else "open"
        typer.echo(f"{one.id:<48} {one.started[:10]}  {len(one.seats):>3} plaatsen  {state:<8}  {one.title}")
    if not found:
        typer.echo("Er zijn nog geen sessies. Begin er een met `workbench session new`.")


@session_app.command("invite")
def invite(
    session: Name,
    role: Annotated[str, typer.Option("--role", help="begeleider, onderzoeker, deelnemer of partner.")] = "deelnemer",
    url: Url = HERE,
    days: Days = 14,
    as_json: AsJson = False,
) -> None:
    """Maak nog een uitnodiging."""
    with open_journal() as journal:
        invitation, token = journal.invite(session, role=_role(role), days=days)
    if as_json:
        echo_json({**invitation.as_dict(), "link": _link(url, token)})
        return
    typer.echo(f"Uitnodiging: {invitation.id}\n{role.capitalize() + ':':<12} {_link(url, token)}")
    _echo_qr(role, _link(url, token))


@session_app.command("invitations")
def invitations(session: Name, as_json: AsJson = False) -> None:
    """Noem de uitnodigingen van een sessie."""
    from workbench.text import moment, role_label

    with open_journal() as journal:
        found = list(journal.session(session).invitations.values())
    if as_json:
        echo_json([one.as_dict() for one in found])
        return
    for one in found:
        state = "ingetrokken" if one.revoked else f"geldig tot {moment(one.expires)}"
        typer.echo(f"{one.id:<14} {role_label(one.role):<12} {state}")


@session_app.command("revoke")
def revoke(session: Name, invitation: Annotated[str, typer.Argument(metavar="UITNODIGING")]) -> None:
    """Trek een uitnodiging in; wie ermee binnenkwam kan niets meer schrijven."""
    with open_journal() as journal:
        journal.revoke(session, invitation)
    typer.echo("De uitnodiging is ingetrokken.")


@session_app.command("close")
def close(session: Name) -> None:
    """Sluit een sessie; het logboek blijft leesbaar."""
    with open_journal() as journal:
        journal.end(session)
    typer.echo("De sessie is gesloten.")


@contextmanager
def open_journal() -> Iterator["Journal"]:
    from workbench.session import Journal

    journal = Journal()
    try:
        yield journal
    finally:
        journal.close()


def _chosen(notebook: str, written: list[str]) -> dict:
    """The choices after -p as values of the notebook's declared types, all checked."""
    from workbench.server.notebooks import read
    from workbench.server.parameters import parse
    from workbench.session.choices import check_choices
    from workbench.session.notebooks import path_of, with_defaults

    path = path_of(notebook)
    pairs = [each.partition("=") for each in written]
    for name, equals, _ in pairs:
        if not equals:
            raise typer.BadParameter(f"schrijf NAAM=WAARDE, niet '{name}'")
    chosen = parse(read(path), {name.strip(): value.strip() for name, _, value in pairs})
    check_choices(with_defaults(notebook, chosen))
    return chosen


def _role(word: str) -> str:
    from workbench.errors import UnknownName

    if word not in ROLES:
        raise UnknownName.among(ROLES, given=word, kind="role", soort="Rol")
    return ROLES[word]


def _link(url: str, token: str) -> str:
    from workbench.session.journal import INVITATION

    return f"{url.rstrip('/')}/{INVITATION}/{token}"


def write(path: Path, content: str) -> None:
    from workbench.errors import StoreError

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    except OSError as error:
        page = f"Het bestand {path} kan niet worden geschreven. Kies een andere plaats of maak ruimte."
        raise StoreError(f"cannot write {path}: {error}", page=page) from error


def echo_json(told: object) -> None:
    typer.echo(json.dumps(told, ensure_ascii=False, indent=1))


def _echo_qr(role: str, link: str) -> None:
    import io

    import segno

    drawn = io.StringIO()
    segno.make(link, error="m").terminal(out=drawn, compact=True)
    typer.echo(f"\nQR-code voor een {role}:\n\n{drawn.getvalue()}")

"""`workbench joint`: sums over organisations that do not share their data."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

joint = typer.Typer(help="Samen optellen zonder cijfers te delen.", no_args_is_help=True)
IdentityFolder = Annotated[Path, typer.Option("--identity", help="Map met de eigen sleutels.")]
After = Annotated[
    list[Path] | None,
    typer.Option("--after", help="Regressie in stappen: de uitkomst van elke rekenpartij bij de vorige stap."),
]
ManifestFile = Annotated[Path, typer.Option("--manifest", help="Het manifest (JSON).")]


def register(app: typer.Typer) -> None:
    app.add_typer(joint, name="joint")


@joint.command()
def init(
    name: Annotated[str, typer.Argument(help="Naam van de partij, zoals in het manifest.")],
    role: Annotated[str, typer.Option(help="compute (rekenpartij) of input (organisatie).")],
    identity: IdentityFolder,
    host: Annotated[str | None, typer.Option(help="Adres van een rekenpartij.")] = None,
    port: Annotated[int | None, typer.Option(help="Poort van een rekenpartij.")] = None,
) -> None:
    """Maak sleutels, en een pagina die uitlegt wat elke partij kan leren en wat niet."""
    from workbench.errors import InvalidInput
    from workbench.joint import explain
    from workbench.joint.identity import create

    if role not in ("compute", "input"):
        raise InvalidInput(f"role {role!r}", page="Een partij is 'compute' (rekenpartij) of 'input' (organisatie).")
    made = create(name, role=role, folder=identity, host=host, port=port)
    page = identity / "uitleg.md"
    page.write_text(explain.for_party(made.public), encoding="utf-8")
    typer.echo(f"Sleutels van {name} staan in {identity}. Deel alleen identity.json; de rest blijft hier.")
    typer.echo(f"Uitleg voor de privacy officer: {page}")


@joint.command()
def draft(
    output: Annotated[Path, typer.Argument(help="Het manifest dat wordt gemaakt (JSON).")],
    party: Annotated[list[Path], typer.Option(help="De identity.json van een partij; geef ze allemaal.")],
    title: Annotated[str, typer.Option(help="Waar gaat het over?")],
    purpose: Annotated[str, typer.Option(help="Waarvoor is het nodig?")],
    period: Annotated[int, typer.Option(help="Jaar.")],
    measure: Annotated[str | None, typer.Option(help="Indicator uit de catalogus.")] = None,
    level: Annotated[str, typer.Option(help="Niveau: gemeente, wijk of buurt.")] = "wijk",
    band: Annotated[list[str] | None, typer.Option(help="Groep, bijvoorbeeld 12-18; geef ze allemaal.")] = None,
    people: Annotated[Path | None, typer.Option(help="Openbare inwoners: CSV met gebied, groep, inwoners.")] = None,
    threshold: Annotated[int, typer.Option(help="Sommen hieronder gaan nooit open.")] = 10,
    bits: Annotated[int, typer.Option(help="Vakjes per gebied, om personen één keer te tellen.")] = 0,
    outcome: Annotated[str | None, typer.Option(help="Regressie: de kolom die wordt verklaard.")] = None,
    column: Annotated[
        list[str] | None, typer.Option(help="Regressie: een verklarende kolom; geef ze allemaal.")
    ] = None,
    kind: Annotated[str, typer.Option(help="Regressie: linear of logistic.")] = "linear",
) -> None:
    """Maak een manifest dat daarna elke partij leest en ondertekent."""
    from workbench import areas
    from workbench.joint import draft as drafts
    from workbench.joint import explain
    from workbench.joint import manifest as manifests

    edition, bands = max(areas.EDITIONS), band or ["totaal"]
    parts: dict[str, object] = {"id": output.stem, "title": title, "purpose": purpose, "period": period}
    parts |= {"edition": edition, "threshold": threshold, "bits": bits, "bands": bands, "measure": measure or outcome}
    if outcome:
        parts |= {"areas": [areas.REGION], "model": {"kind": kind, "outcome": outcome, "columns": column or []}}
    else:
        parts |= drafts.everywhere(level, edition=edition)
    if people:
        parts["denominators"] = drafts.inhabitants(people, known=parts["areas"], bands=bands)
    agreement = drafts.draft(party, **parts)
    manifests.write(agreement, output)
    typer.echo(explain.manifest(agreement))


@joint.command()
def manifest(
    manifest: ManifestFile,
    sign: Annotated[Path | None, typer.Option(help="Onderteken met de sleutels in deze map.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Als JSON.")] = False,
) -> None:
    """Lees een manifest in gewone taal, en onderteken het."""
    from workbench.joint import explain
    from workbench.joint import manifest as manifests
    from workbench.joint.identity import read

    agreement = manifests.read(manifest)
    if sign is not None:
        agreement = agreement.signed_by(read(sign))
        manifests.write(agreement, manifest)
    missing = [party.name for party in agreement.manifest.parties if party.name not in agreement.signatures]
    if as_json:
        typer.echo(json.dumps({"id": agreement.manifest.id, "hash": agreement.manifest.hash, "missing": missing}))
        return
    typer.echo(explain.manifest(agreement))


@joint.command()
def contribute(
    table: Annotated[
        Path, typer.Argument(help="Eigen tabel: CSV met gebied, groep, aantal; of wat het manifest anders vraagt.")
    ],
    manifest: ManifestFile,
    identity: IdentityFolder,
    output: Annotated[Path | None, typer.Option(help="Bewaar de delen hier in plaats van ze te versturen.")] = None,
    key: Annotated[Path | None, typer.Option(help="Gezamenlijke sleutel, om personen één keer te tellen.")] = None,
    after: After = None,
) -> None:
    """Splits de eigen tabel in verzegelde delen en geef elke rekenpartij er een."""
    from workbench.joint import contribute as home
    from workbench.joint import manifest as manifests
    from workbench.joint import steps
    from workbench.joint.identity import read

    agreement, own = manifests.read(manifest), read(identity)
    at = steps.after(agreement, steps.read_records(after or []))
    shares = home.shares_from(table, agreement, own, key=key, at=at)
    for share, party in zip(shares, agreement.manifest.compute, strict=True):
        if output is None:
            home.send(share, party, identity=own)
            typer.echo(f"{party.name}: ontvangen")
        else:
            folder = output / party.name
            folder.mkdir(parents=True, exist_ok=True)
            (folder / share.name).write_text(share.model_dump_json(), encoding="utf-8")
            typer.echo(f"{party.name}: {folder / share.name}")


@joint.command()
def serve(
    manifest: ManifestFile,
    identity: IdentityFolder,
    folder: Annotated[Path, typer.Option(help="Map voor ontvangen delen en de uitkomst.")],
    bind: Annotated[str, typer.Option(help="Adres om op te luisteren.")] = "127.0.0.1",
    after: After = None,
) -> None:
    """Doe mee als rekenpartij: ontvang delen, reken samen en bewaar de uitkomst."""
    from workbench.joint import manifest as manifests
    from workbench.joint import steps
    from workbench.joint.identity import read
    from workbench.joint.party import serve as run

    agreement = manifests.read(manifest)
    at = steps.after(agreement, steps.read_records(after or []))
    record = asyncio.run(
        run(agreement, read(identity), folder=folder, bind=bind, at=at, say=lambda said: typer.echo(said))
    )
    typer.echo(f"{len(record.opened)} cellen geopend, {len(record.closed)} dicht. Uitkomst: {folder / 'uitkomst.json'}")


@joint.command()
def rehearse(
    organisations: Annotated[int, typer.Option(help="Aantal organisaties.")] = 3,
    parties: Annotated[int, typer.Option(help="Aantal rekenpartijen: 3 of 5.")] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="Als JSON.")] = False,
) -> None:
    """Speel de hele berekening op deze computer na, met verzonnen cijfers."""
    from workbench.joint.rehearse import rehearse as play

    told = play(organisations=organisations, parties=parties, say=(lambda _: None) if as_json else typer.echo)
    typer.echo(json.dumps(told.as_dict()) if as_json else told.sentence)


@joint.command()
def result(
    manifest: ManifestFile,
    records: Annotated[list[Path], typer.Argument(help="De uitkomst.json van elke rekenpartij.")],
    as_json: Annotated[bool, typer.Option("--json", help="Als JSON.")] = False,
) -> None:
    """Controleer of alle rekenpartijen hetzelfde vonden, en zet de uitkomst bij de andere cijfers."""
    from workbench.joint import manifest as manifests
    from workbench.joint.result import accept

    agreement = manifests.read(manifest)
    if agreement.manifest.model:
        _tell_model(agreement, records, as_json=as_json)
        return
    version = accept(agreement, records)
    typer.echo(
        json.dumps({"dataset": version.dataset, "version": version.id})
        if as_json
        else f"Bewaard als {version.dataset}."
    )


def _tell_model(agreement, records: list[Path], *, as_json: bool) -> None:
    from workbench.joint import steps
    from workbench.joint.regression import Fit

    read = steps.read_records(records)
    found = steps.outcome(agreement, read)
    settled = isinstance(found, Fit)
    if settled:
        steps.record_fit(agreement, read)
    if as_json:
        values = found.as_dict() if settled else {"next": found}
        typer.echo(json.dumps(values | {"settled": settled}))
    elif settled:
        typer.echo(steps.told(found, agreement.manifest.model))
    else:
        typer.echo("Er is nog een stap nodig. Geef deze uitkomsten met --after mee aan contribute en serve.")


@joint.command()
def upload(
    tables: Annotated[list[Path], typer.Argument(help="De tabellen van organisaties die mogen delen.")],
    manifest: ManifestFile,
) -> None:
    """De gewone weg met hetzelfde manifest, voor organisaties die hun cijfers wel mogen delen."""
    from workbench.joint import manifest as manifests
    from workbench.joint import steps
    from workbench.joint.result import accept_plain

    agreement = manifests.read(manifest)
    if agreement.manifest.model:
        typer.echo(steps.told(steps.plain_fit(agreement, tables), agreement.manifest.model))
        return
    version = accept_plain(agreement, tables)
    typer.echo(f"Bewaard als {version.dataset}.")

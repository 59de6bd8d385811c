"""What each party can and cannot learn, and what a manifest agrees to, in plain Dutch."""

from workbench.joint.identity import PublicIdentity
from workbench.joint.manifest import Agreement, Manifest
from workbench.joint.shares import reach
from workbench.text import count, period

_INPUT = """# Samen optellen: wat {name} deelt en wat niet

**Deze organisatie levert aantallen, maar laat ze aan niemand zien.**

- De tabel blijft op de eigen computer. Daar wordt ze in delen gesplitst.
- Elk deel is voor één rekenpartij verzegeld. Een deel alleen zegt niets: het lijkt op willekeurige getallen.
- Niemand ziet het aantal van deze organisatie. Alleen de som over alle organisaties komt uit.
- Een som onder de drempel gaat nooit open, ook niet bij de rekenpartijen.
- Er hoeft geen server te draaien.

**Wat toch bekend wordt:** dat deze organisatie meedoet, welke sommen klein zijn, en de sommen die open gaan.
Wie alle andere organisaties samen is, kan hun eigen aantallen van een som aftrekken. Doe daarom niet mee met één ander.
"""
_COMPUTE = """# Samen optellen: wat rekenpartij {name} leert en wat niet

**Deze partij rekent met delen die zij niet kan lezen.**

- Zij krijgt van elke organisatie één verzegeld deel. Dat deel zegt niets zonder de delen van andere rekenpartijen.
- Zij leert welke sommen onder de drempel liggen, en de sommen die open gaan. Meer niet.
- Wat open gaat, past altijd bij meer dan één tabel: geen kleine som is eruit af te leiden, ook niet door haar.
- Van een enkele kleine som leert zij dat die, of de sommen eromheen, dicht bij een grens liggen: bij nul of bij de
  drempel. Dan gaan er meer sommen dicht. Welke grens het is, leert zij niet.
- De geheimhouding breekt pas als de meeste rekenpartijen hun delen samenleggen. Kies daarom partijen met eigen beheer.
- Elke verbinding is versleuteld en aan één certificaat gebonden.
- Valt een partij weg, dan stopt alles binnen 30 seconden.
- Het logboek bevat geen aantallen.
"""


def for_party(party: PublicIdentity) -> str:
    """The one-page explanation for the data officer and the privacy officer of a party."""
    return (_COMPUTE if party.role == "compute" else _INPUT).format(name=party.name)


def _how(agreed: Manifest) -> list[str]:
    """What is computed when it is more than adding up counts."""
    if agreed.model:
        kind = "rechte lijn" if agreed.model.kind == "linear" else "kans op ja of nee, in stappen"
        return [
            f"- Verband: '{agreed.model.outcome}' uit {', '.join(agreed.model.columns)} ({kind})",
            "- Open gaan alleen sommen over alle rijen samen, en niets als een groep in de rijen te klein is",
        ]
    if agreed.bits:
        return [f"- Personen die meer organisaties kennen, tellen één keer ({agreed.bits} vakjes per gebied)"]
    return ["- Het totaal is een gestandaardiseerd cijfer, met openbare gewichten"] if agreed.weights else []


def _too_few(agreed: Manifest) -> list[str]:
    if len(agreed.organisations) > 2:
        return []
    return ["- **Let op:** met zo weinig organisaties kan elk uit de som aflezen wat de ander heeft. Zoek er meer."]


def manifest(agreement: Agreement) -> str:
    """A manifest as people read it, with who signed."""
    agreed = agreement.manifest
    together = reach(len(agreed.compute)) + 1
    lines = [
        f"# {agreed.title}",
        "",
        f"- Doel: {agreed.purpose}",
        f"- Wat wordt geteld: {agreed.measure}, {period(agreed.period)}, indeling {agreed.edition}",
        *_how(agreed),
        f"- Gebieden: {count(len(agreed.areas))}; groepen: {', '.join(agreed.bands)}",
        f"- Sommen onder {agreed.threshold} gaan nooit open",
        f"- Rekenpartijen: {', '.join(party.name for party in agreed.compute)} "
        f"(pas {together} samen zouden iets kunnen lezen)",
        f"- Organisaties: {', '.join(party.name for party in agreed.organisations)}",
        *_too_few(agreed),
        f"- Kenmerk: {agreed.hash[:16]}",
        "",
        "Ondertekend:",
        *(f"- {party.name}: {'ja' if party.name in agreement.signatures else 'nog niet'}" for party in agreed.parties),
    ]
    return "\n".join(lines)

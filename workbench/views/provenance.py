"""Where the figures come from and how they were made: under every page."""

import datetime as dt
from collections.abc import Iterator

from workbench import store
from workbench.catalog import Dataset, load_catalog
from workbench.disclosure import SafeTable
from workbench.errors import UnknownName
from workbench.text import day, estimation_label
from workbench.views.drawings.svg import Markup, join, tag
from workbench.views.follow import empty, follow
from workbench.views.invented import DEMO
from workbench.views.picture import Picture
from workbench.views.references import lines
from workbench.views.selection import Selection
from workbench.views.sentences import estimation

LICENCES = {"creativecommons.org/licenses/by/4.0": "CC BY 4.0", "creativecommons.org/publicdomain/zero": "CC0 1.0"}
LICENCES |= {"geslotenlicentie": "gesloten, gebruik alleen volgens afspraak"}


def sources(cijfers: SafeTable, keuze: Selection | None = None) -> Picture:
    """Citation, licence, date, version and estimation of each dataset in the selection, or of all in the theme."""
    if keuze is None:
        catalog = load_catalog()
        found = [source(catalog.dataset(name), version=shown_version(cijfers, name)) for name in cijfers.versions]
        return Picture(tag("div", found, class_="dw-sources"))
    return follow(keuze.of(cijfers), lambda: draw(keuze), "indicator", "period", "group", "level", "edition", "area")


def draw(keuze: Selection) -> Markup:
    shown = [line.cell for line in lines(keuze)] + keuze.shown()
    used = list(dict.fromkeys(cell.dataset for cell in shown if cell.dataset))
    if not used:
        return empty("Voor deze keuze is er geen databron.")
    methods = {line.method: line.name for line in lines(keuze) if line.method}
    measure = keuze.measure
    about = [tag("p", tag("strong", measure.label), ". ", measure.definition), _note(measure.note)]
    computed = [tag("p", f"{name}. {method}") for method, name in methods.items()]
    found = [source(keuze.catalog.dataset(name), version=shown_version(keuze.figures, name)) for name in used]
    return tag("div", about, found, computed, class_="dw-sources")


def shown_version(cijfers: SafeTable, dataset: str) -> store.Version | None:
    """The version that these figures are of: of a partner's delivery the released one, not what came in last."""
    try:
        return store.versions.read(dataset, cijfers.versions.get(dataset, ""))
    except UnknownName:
        return None


def source(dataset: Dataset, *, version: store.Version | None) -> Markup:
    """One dataset as a reader needs it to trust and to cite it."""
    facts = [
        ("Bron", join(dataset.citation, _link(dataset.page))),
        ("Hoe gemeten", f"{estimation_label(dataset.estimation).capitalize()}. {_how(dataset)}"),
        ("Over wie", dataset.population),
        ("Indeling", f"CBS-indeling {dataset.edition}"),
        ("Opgehaald", fetched(version)),
        ("Versie", version.id[:12] if version else "–"),
        *_privacy(dataset),
        ("Licentie", tag("a", licence(dataset.licence), href=dataset.licence, rel="license noopener")),
    ]
    if version is not None and version.demo:
        facts.insert(0, ("Let op", tag("strong", f"{DEMO}, gemaakt in de vorm van deze bron.")))
    listed = [tag("div", tag("dt", word), tag("dd", fact)) for word, fact in facts]
    return join(tag("dl", listed, class_="dw-facts"), _note(dataset.note))


def _privacy(dataset: Dataset) -> Iterator[tuple[str, str]]:
    """What hidden figures mean here, and whose decision that is."""
    policy = load_catalog().policies.get(dataset.policy)
    if policy is not None:
        yield "Verborgen", policy.wording
        if policy.kind != "published_by_source":
            yield "Privacyregel", f"{policy.label}. Besloten door: {policy.decided.by}, {day(policy.decided.on)}."


def _link(page: str | None) -> Markup | None:
    """What a partner delivers has no page of its own."""
    return join(" ", tag("a", "Naar de bron", href=page, rel="noopener")) if page else None


def licence(address: str) -> str:
    return next((name for part, name in LICENCES.items() if part in address), address)


def _how(dataset: Dataset) -> str:
    return estimation([dataset.estimation]).partition(": ")[2].capitalize()


def fetched(version: store.Version | None) -> str:
    if version is None:
        return "nog niet"
    when = version.fetched_at
    return day(when if isinstance(when, dt.date) else dt.datetime.fromisoformat(str(when)))


def _note(note: str | None) -> Markup | None:
    return tag("p", note, class_="dw-note") if note else None

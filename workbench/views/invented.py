"""Which figures are invented: a demonstration looks like the real thing, so it says that it is none."""

from workbench import store
from workbench.catalog import load_catalog
from workbench.disclosure import SafeTable
from workbench.views.drawings.svg import Markup, join, tag

DEMO = "Demonstratiegegevens: verzonnen cijfers"
ALL = "Ze lijken op echte cijfers, maar zeggen niets over de gebieden."
PARTLY = "Een deel van de cijfers is verzonnen"


def invented(cijfers: SafeTable) -> set[str]:
    """The datasets of a table that are invented: those that are not known to be real."""
    if not cijfers.demo:
        return set()
    found = {name: store.versions.current(name) for name in cijfers.versions}
    return {name for name, version in found.items() if version is None or version.demo}


def warning(cijfers: SafeTable) -> tuple[str, str] | None:
    """What a reader must know before the first figure, and what it means; None when all figures are real."""
    found = invented(cijfers)
    if found and found >= cijfers.versions.keys():
        return DEMO, ALL
    labels = [load_catalog().dataset(name).label for name in sorted(found)]
    return (PARTLY, f"Namelijk: {'; '.join(labels)}. De andere cijfers zijn echt.") if labels else None


def banner(cijfers: SafeTable) -> Markup:
    said = warning(cijfers)
    if said is None:
        return join()
    return tag("div", tag("strong", f"{said[0]}."), " ", tag("span", said[1]), class_="dw-demo", role="note")

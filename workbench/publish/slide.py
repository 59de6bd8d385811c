"""Any figure as an image with its source under it."""

from dataclasses import dataclass
from pathlib import Path

from workbench import settings, views
from workbench.catalog import load_catalog
from workbench.disclosure import load
from workbench.errors import InvalidInput, StoreError, UnknownName
from workbench.publish import content, pictures
from workbench.views.invented import invented
from workbench.views.provenance import shown_version

KINDS = {"kaart": views.map, "volgorde": views.ranking, "verloop": views.trend}
CHOICES = ("niveau", "gebied", "periode", "groep", "vergelijking")


@dataclass(frozen=True)
class Saved:
    """An image, and the words for who does not see it: a slide needs them beside a PNG."""

    path: Path
    words: str


def save(theme: str, indicator: str, *, kind: str, given: dict[str, str], output: Path | None) -> Saved:
    """A PNG or SVG file. Raises: UnknownName or InvalidInput for what does not exist, StoreError."""
    if kind not in KINDS:
        raise UnknownName.among(KINDS, given=kind, kind="kind of figure", soort="Beeld")
    for name in set(given) - set(CHOICES):
        raise UnknownName.among(CHOICES, given=name, kind="parameter", soort="Keuze")
    place = output or settings.home() / "figuren" / f"{indicator}-{kind}.png"
    if place.suffix not in (".png", ".svg"):
        raise InvalidInput(f"cannot make {place.suffix}", page="Kies een bestand dat eindigt op .png of .svg.")
    svg = drawn(theme, indicator, kind=kind, given=given)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(svg.encode() if place.suffix == ".svg" else pictures.png(svg))
    except OSError as error:
        raise StoreError(f"cannot write {place}: {error}", page=f"{place} kan niet worden geschreven.") from error
    return Saved(place, pictures.words_of(svg))


def drawn(theme: str, indicator: str, *, kind: str, given: dict[str, str]) -> str:
    """The SVG, with title, legend and source."""
    figures, catalog = load(theme), load_catalog()
    choices = {name: _whole(value) if name == "periode" else value for name, value in given.items()}
    selection = views.select(figures, indicator=indicator, **choices)
    bundle = KINDS[kind](figures, selection)._repr_mimebundle_()
    html = (bundle[0] if isinstance(bundle, tuple) else bundle)["text/html"]
    measure = selection.measure
    fetched_on = {name: content.fetched(shown_version(figures, name)) for name in measure.datasets}
    source = content.source_line(measure, selection.shown(), datasets=catalog.datasets, fetched_on=fetched_on)
    title = f"{measure.label}, {selection.name(selection.area)}, {selection.period}"
    try:
        return content.picture_file(
            html,
            title=title,
            source=source,
            measure=measure,
            made_up=bool(invented(figures) & set(measure.datasets)),
            legend=kind == "kaart",
        )
    except ValueError as error:
        page = "Voor deze keuze is er niets te tekenen. Kies een ander gebied of jaar."
        raise InvalidInput(f"nothing to draw of {indicator}", page=page) from error


def _whole(text: str) -> int:
    if not text.isdigit():
        raise InvalidInput(f"period must be a number, not {text!r}", page=f"'{text}' is geen jaar.")
    return int(text)

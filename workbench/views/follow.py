"""A picture that follows the selection: drawn again when a named trait changes, and only then."""

from collections.abc import Callable

from workbench.errors import WorkbenchError
from workbench.views.drawings.svg import Markup, tag
from workbench.views.picture import Picture
from workbench.views.selection import Selection


def follow(
    keuze: Selection, draw: Callable[[], Markup], *names: str, still: Callable[[], Markup] | None = None
) -> Picture:
    """Draws now and after each change of the named traits of the selection (all when none is named).

    Takes: `still`, what a report shows instead, when that differs. Pressing an area in the picture selects it.
    Raises: WorkbenchError at the first drawing; later ones show its Dutch sentence in place of the picture.
    """
    picture = Picture(draw())
    picture.still_of = still

    def again() -> None:
        picture.html = shown(draw)

    keuze.follow(again, *names)
    return picture.when("area", lambda code: pick(keuze, code)).when("do", lambda _: again())


def pick(keuze: Selection, area: str) -> None:
    """Selects an area; when that cannot be, the selection says why and stays."""
    change(keuze, area=area)


def change(keuze: Selection, **wish: object) -> None:
    """Chooses, and says the error in words where the page shows what was adjusted."""
    try:
        keuze.choose(**wish)
    except WorkbenchError as error:
        keuze.complain(error.page)


def shown(draw: Callable[[], Markup]) -> Markup:
    """The drawing, or the Dutch sentence of the error in its place."""
    try:
        return draw()
    except WorkbenchError as error:
        return failure(error.page)


def failure(sentence: str) -> Markup:
    """An error as a reader sees it."""
    return tag("div", tag("p", sentence), class_="dw-error", role="alert")


def empty(sentence: str) -> Markup:
    """What stands where there is nothing to draw, with the reason in words."""
    return tag("div", tag("p", sentence), class_="dw-empty")

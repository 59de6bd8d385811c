"""The page of an area: its reports, all its figures, and where those come from."""

from markupsafe import Markup

from workbench import areas
from workbench.catalog import load_catalog
from workbench.publish import content
from workbench.publish.content import Desk
from workbench.publish.site.sheets import Sheets
from workbench.views.invented import invented


def codes() -> list[str]:
    """The region, and its gemeenten by name."""
    gemeenten = areas.areas("gemeente", edition=max(areas.EDITIONS))
    return [areas.REGION, *(area.code for area in sorted(gemeenten, key=lambda area: area.name))]


def name(code: str) -> str:
    return areas.area(code, edition=max(areas.EDITIONS)).name


def write(sheets: Sheets, desk: Desk, *, code: str, links: list[dict[str, object]]) -> None:
    """Takes: `links`, to the reports about this area."""
    rows, theme = desk.figures.rows(area_code=code), desk.figures.theme
    labels = {each.id: each.label for each in load_catalog().indicators_of(theme)}
    sheets.put(f"gebied/{code}.csv", content.as_csv(rows, labels=labels, made_up=invented(desk.figures)))
    sheets.page(
        "gebied",
        f"gebied/{code}.html",
        title=name(code),
        area={"name": name(code)},
        reports=links,
        profile=Markup(desk.profile_of(code)),  # noqa: S704
        sources=Markup(desk.all_sources),  # noqa: S704
        csv=f"{code}.csv",
    )

"""Is the house in order? Each check yields one sentence per problem; silence means all is well."""

from collections.abc import Callable, Iterable, Iterator

from workbench.checks.catalog import problems_in_catalog
from workbench.checks.documents import undocumented
from workbench.checks.environment import out_of_step
from workbench.checks.notebooks import problems_in_notebooks
from workbench.checks.style import problems_of_layers, problems_of_style

CHECKS: dict[str, Callable[[], Iterable[str]]] = {
    "stijl": problems_of_style,
    "lagen": problems_of_layers,
    "notebooks": problems_in_notebooks,
    "catalogus": problems_in_catalog,
    "documentatie": undocumented,
    "omgeving": out_of_step,
}


def run() -> Iterator[tuple[str, list[str]]]:
    """The name of each check with the problems it found."""
    for name, check in CHECKS.items():
        yield name, list(check())

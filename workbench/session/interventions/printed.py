"""An intervention as part of a report: one piece of HTML in which all that people wrote is text."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from workbench.session.interventions.account import Account
from workbench.session.interventions.description import day

TEMPLATES = Path(__file__).parent.parent / "templates"


def printed(told: Account, *, level: int) -> Markup:
    """`level` is that of its heading on the page it becomes part of."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    environment.globals["day"] = day
    template = environment.get_template("interventie.html.j2")
    return Markup(template.render(told=told, one=told.intervention, level=level))  # noqa: S704  escaped by the template

"""Who validated the model under a picture, and until when; a warning when nobody did or the date has passed."""

from workbench.analysis.validation import standing
from workbench.views.drawings.svg import Markup, tag
from workbench.views.selection import Selection


def validated(model: str, keuze: Selection) -> Markup:
    words, warned = standing(model, catalog=keuze.catalog)
    return tag("p", words, class_="dw-notice" if warned else "dw-note")

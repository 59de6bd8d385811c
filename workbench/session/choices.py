"""Whether the choices of a view go together: this indicator in this year, for this group, at this level."""

from collections.abc import Mapping

from workbench import text
from workbench.catalog import load_catalog
from workbench.errors import InvalidInput


def check_choices(chosen: Mapping[str, object]) -> None:
    """Raises: UnknownName for an indicator nobody knows, InvalidInput when the choices do not go together."""
    if "indicator" not in chosen:
        return
    catalog, indicator = load_catalog(), str(chosen["indicator"])
    label = catalog.indicator(indicator).label
    for name, known, words in (
        ("periode", catalog.periods(indicator), text.period),
        ("groep", catalog.groups(indicator), text.group_label),
        ("niveau", catalog.levels(indicator), str),
    ):
        if chosen.get(name) and known and chosen[name] not in known:  # 0 or nothing: choose for me
            offered = ", ".join(map(words, known))
            page = f"'{label}' is er niet voor {name} {chosen[name]}. Kies uit: {offered}."
            raise InvalidInput(f"{indicator} has no {name} {chosen[name]!r}", page=page, parameter=name)

"""What is to be done: interventions that are due, figures that changed under a running one, open actions.

items = agenda(journal, until=date)     -> list[Item], the earliest first
as_calendar(items), as_csv(items)       -> text of an iCalendar or CSV file
"""

from workbench.session.agenda.files import as_calendar, as_csv
from workbench.session.agenda.items import SORTS, Item, agenda, per_organisation

__all__ = ["SORTS", "Item", "agenda", "as_calendar", "as_csv", "per_organisation"]

"""How this catalogue presents itself to the national data catalogues."""

from workbench.catalog.entry import Code, Entry, Id, Link, Text


class Publication(Entry):
    """One catalogue to the outside: who answers for it and where its permanent addresses begin."""

    id: Id
    title: Text
    description: Text
    publisher: Text
    homepage: Link
    contact: Link
    base: Link  # permanent addresses begin with this; a command may give another
    licence: Link  # of the descriptions; figures keep the licence of their source
    country: Code  # in the EU's list of countries

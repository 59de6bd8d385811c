"""What national data catalogues fetch: the description of all datasets, and the figures as a Data Package."""

from dataclasses import replace

from rdflib import Graph

from workbench.catalog import export, load_catalog
from workbench.disclosure import SafeTable
from workbench.publish import content, datapackage
from workbench.publish.site.sheets import Sheets

HARVEST = "catalogus"


def write(sheets: Sheets, table: SafeTable) -> Graph:
    """Writes the files; gives the description, of which every address of our own must lead somewhere."""
    place = sheets.folder / HARVEST
    tables = datapackage.write(table, place / "cijfers", levels=content.LEVELS)
    released = [replace(each, path=f"{HARVEST}/cijfers/{each.path}") for each in tables]
    graph = export.graph(load_catalog(), released=released)
    export.write(graph, place)
    return graph

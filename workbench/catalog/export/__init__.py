"""The catalogue for the national data catalogues: DCAT-AP-NL 3.0 as Turtle and JSON-LD.

`dcat.graph()` makes the graph, `files.write()` both files. The released figures themselves are another matter: they
come through the door, and the publish room writes them as a Data Package.
"""

from workbench.catalog.export.address import begin_of, is_example, publication_of, warning
from workbench.catalog.export.dcat import graph
from workbench.catalog.export.distribution import Released
from workbench.catalog.export.files import write

__all__ = ["Released", "begin_of", "graph", "is_example", "publication_of", "warning", "write"]

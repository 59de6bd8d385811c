"""WHAT EXISTS: data_catalog/ as strict models; check; lookups; export.

`load_catalog()` gives a `Catalog` with `themes`, `indicators`, `datasets`, `partners`, `contracts`, `policies` and
`validations` by id, and lookups (`catalog.indicator(id)`, ...) that raise UnknownName. A malformed file raises
CatalogError with its file and line; `problems_in()` lists every problem; `rows()` is what
`workbench catalog list` says.
"""

from workbench.catalog.catalog import Catalog
from workbench.catalog.datasets import Dataset, Margins, ModelInput
from workbench.catalog.documents import Problem
from workbench.catalog.enrolling import enrol
from workbench.catalog.indicators import Indicator, Series
from workbench.catalog.listing import card, rows
from workbench.catalog.loading import load_catalog, problems_in
from workbench.catalog.partners import Column, Contract, Partner
from workbench.catalog.policy import Policy
from workbench.catalog.themes import Group, Theme
from workbench.catalog.validations import Validation

__all__ = [
    "Catalog",
    "Column",
    "Contract",
    "Dataset",
    "Group",
    "Indicator",
    "Margins",
    "ModelInput",
    "Partner",
    "Policy",
    "Problem",
    "Series",
    "Theme",
    "Validation",
    "card",
    "enrol",
    "load_catalog",
    "problems_in",
    "rows",
]

"""Every setting of the workbench: an environment variable, its default and what it is for.

The README lists the same settings; a test keeps the two in step.
"""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Setting:
    name: str
    default: str
    meaning: str

    def read(self) -> str:
        return os.environ.get(self.name) or self.default


HOME = Setting("WORKBENCH_HOME", "", "folder for all that is written; default .workbench/ in the checkout")
CATALOG = Setting("WORKBENCH_CATALOG", "", "folder of the catalogue; default data_catalog/ in the checkout")
NOTEBOOKS = Setting("WORKBENCH_NOTEBOOKS", "", "folder of the curated notebooks; default notebooks/ in the checkout")
PUBLISHERS = Setting("WORKBENCH_PUBLISHERS", "", "base URL of a mirror that serves every publisher under its host name")
DATADERDEN = Setting("WORKBENCH_DATADERDEN", "", "base URL of dataderden.cbs.nl alone (RIVM and GGD tables)")
OPENDATA = Setting("WORKBENCH_OPENDATA", "", "base URL of opendata.cbs.nl alone (StatLine, OData v3)")
DATASETS = Setting("WORKBENCH_DATASETS", "", "base URL of datasets.cbs.nl alone (StatLine, OData v4)")
PDOK = Setting("WORKBENCH_PDOK", "", "base URL of api.pdok.nl alone (outlines)")
PATIENCE = Setting("WORKBENCH_PATIENCE", "60", "seconds a publisher may be silent before we try again")
TRIES = Setting("WORKBENCH_TRIES", "5", "how often a publisher is asked before we give up")
TILES = Setting("WORKBENCH_TILES", "", "address of background tiles, such as PDOK BRT; empty: a map calls nobody")
JOURNAL = Setting("WORKBENCH_JOURNAL", "", "database URL of the journal; default SQLite under WORKBENCH_HOME/sessions")
IDLE = Setting("WORKBENCH_IDLE", "600", "seconds after which a page of a session that nobody looks at ends its kernel")
SITE = Setting("WORKBENCH_SITE", "", "address at which the partner site stands; every permanent address begins with it")
MADE_AT = Setting("SOURCE_DATE_EPOCH", "", "moment that stands on what is made, in seconds since 1970; default now")

SETTINGS = [value for value in list(globals().values()) if isinstance(value, Setting)]


def home() -> Path:
    """The folder everything is written to; nothing is written elsewhere."""
    return Path(HOME.read() or CHECKOUT / ".workbench").expanduser().resolve()


def catalog_folder() -> Path:
    return _resolved(CATALOG.read() or str(CHECKOUT / "data_catalog"), os.getcwd())  # noqa: PTH109 - a key, cheap


def notebook_folder() -> Path:
    return Path(NOTEBOOKS.read() or CHECKOUT / "notebooks").expanduser().resolve()


@lru_cache(maxsize=16)
def _resolved(folder: str, _here: str) -> Path:
    # Asked for with every area of every picture: asking the disk each time takes longer than the picture.
    return Path(folder).expanduser().resolve()

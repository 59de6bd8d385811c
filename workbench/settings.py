"""Every setting of the workbench: an environment variable, its default and what it is for.

The README lists the same settings; a test keeps the two in step.
"""

import os
from dataclasses import dataclass
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
JOURNAL = Setting("WORKBENCH_JOURNAL", "", "database URL of the journal; default SQLite under WORKBENCH_HOME/sessions")

SETTINGS = [value for value in list(globals().values()) if isinstance(value, Setting)]


def home() -> Path:
    """The folder everything is written to; nothing is written elsewhere."""
    return Path(HOME.read() or CHECKOUT / ".workbench").expanduser().resolve()


def catalog_folder() -> Path:
    return Path(CATALOG.read() or CHECKOUT / "data_catalog").expanduser().resolve()


def notebook_folder() -> Path:
    return Path(NOTEBOOKS.read() or CHECKOUT / "notebooks").expanduser().resolve()

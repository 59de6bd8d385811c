"""Where each publisher's service is, and what it is called on screen."""

from workbench.settings import DATADERDEN, DATASETS, OPENDATA, PDOK, PUBLISHERS, Setting

RIVM, CBS, CBS_V4, MAPS = "dataderden.cbs.nl", "opendata.cbs.nl", "datasets.cbs.nl", "api.pdok.nl"
OWN: dict[str, Setting] = {RIVM: DATADERDEN, CBS: OPENDATA, CBS_V4: DATASETS, MAPS: PDOK}
NAMES = {
    RIVM: "StatLine van het RIVM (dataderden.cbs.nl)",
    CBS: "StatLine van het CBS (opendata.cbs.nl)",
    CBS_V4: "StatLine van het CBS (datasets.cbs.nl)",
    MAPS: "PDOK (api.pdok.nl)",
}


def base_url(host: str) -> str:
    """The service's own override, else the mirror of all publishers, else the publisher itself."""
    own = OWN[host].read() if host in OWN else ""
    if own:
        return own.rstrip("/")
    mirror = PUBLISHERS.read().rstrip("/")
    return f"{mirror}/{host}" if mirror else f"https://{host}"


def name_of(host: str) -> str:
    return NAMES.get(host, host)

"""Topics by name: the number behind the last underscore drifts between tables and over time, so it is looked up."""

import re
from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches

from workbench.catalog import Dataset
from workbench.sources.distrust import changed


def base_name(key: str) -> str:
    return re.sub(r"_\d+$", "", key)


def resolve(wanted: Iterable[str], *, keys: Iterable[str], dataset: Dataset, host: str) -> dict[str, str]:
    """The publisher's present key of each topic. Raises: SourceChanged for a topic that is gone or is there twice."""
    known = defaultdict(list)
    for key in keys:
        known[base_name(key)].append(key)
    return {name: _only(name, known, dataset=dataset, host=host) for name in dict.fromkeys(wanted)}


def _only(name: str, known: dict[str, list[str]], *, dataset: Dataset, host: str) -> str:
    found = known.get(name, [])
    if len(found) == 1:
        return found[0]
    if found:
        log, wat = f"topic {name} occurs {len(found)} times", f"heeft onderwerp {name} {len(found)} keer"
        raise changed(dataset, host=host, log=log, wat=wat)
    near = get_close_matches(name, list(known), n=1, cutoff=0.6)
    hint = f"; heet het nu {near[0]}?" if near else ""
    log = f"topic {name} is gone" + (f"; perhaps renamed to {near[0]}" if near else "")
    raise changed(dataset, host=host, log=log, wat=f"heeft geen onderwerp {name} meer{hint and hint[:-1]}")

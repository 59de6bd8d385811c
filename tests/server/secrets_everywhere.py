"""A workbench in which hidden figures are recognisable: numbers of eight and nine digits that occur nowhere else."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.disclosure.releasers import releasers_in
from workbench import store
from workbench.catalog import load_catalog
from workbench.disclosure import SafeTable, load
from workbench.store import figures

THEME, INDICATORS = "mentale-gezondheid", ("arbeidsongeschiktheid", "angst-depressie-risico")
MONTHS, DELIVERED = "aanmeldingen-jeugd-ggz-maand", "aanmeldingen-jeugd-ggz-maand-levering"
POLICY = """id: proef
label: Proef
kind: threshold
minimum_cell: 20000000
minimum_width: 1000000
wording: Verborgen om privacy; het gaat om te weinig personen.
decided: {by: Data-officier, on: 2026-11-22, reason: Voor de test.}
"""
INSIDE = {"WK": 8, "GM": 6}  # how much of the code of an area its parts share


@dataclass(frozen=True)
class Secrets:
    """`hidden`: rows behind the door that are not let out; `shown`: what is."""

    hidden: pd.DataFrame
    shown: SafeTable

    @property
    def numbers(self) -> list[int]:
        """Counts of hidden cells, of which none is shown anywhere."""
        open_to_all = set(self.shown.rows()[["numerator", "denominator"]].stack())
        counts = pd.concat([self.hidden["numerator"], self.hidden["denominator"]])
        return sorted(int(count) for count in counts.unique() if count not in open_to_all and count > 10**7)

    @property
    def values(self) -> list[str]:
        """The first seven digits of the hidden values that limits hide by themselves."""
        small = self.hidden[self.hidden["numerator"] < 20_000_000]
        return sorted({f"{value:.9f}"[:8] for value in small["value"]})


def seeded(home: Path, patch: pytest.MonkeyPatch) -> Secrets:
    """Fills the store of this home, and lets out what may be let out."""
    patch.setenv("WORKBENCH_HOME", str(home))
    people = releasers_in(home.parent / "catalogus", patch)
    _change(people.folder)
    store.ensure_demo()
    version = store.current("geheim")
    rows = _recognisable(figures.read_version(version))
    store.put("geheim", rows, origin={"demo": False})
    monthly = _recognisable(figures.read_version(store.current(DELIVERED)))
    people.release(DELIVERED, store.put(DELIVERED, monthly, origin={"demo": False}).id)
    return _secrets(pd.concat([rows, monthly]))


def _change(folder: Path) -> None:
    """Two indicators come from a source of their own, and that and the monthly delivery have small cells to hide."""
    (folder / "disclosure" / "proef.yaml").write_text(POLICY)
    source = (folder / "datasets" / "85039NED.yaml").read_text()
    source = source.replace("id: 85039NED", "id: geheim").replace("published_by_source", "proef")
    (folder / "datasets" / "geheim.yaml").write_text(
        source.replace("statline-v4", "file").replace("statline-v3", "file")
    )
    for path in (folder / "indicators").glob("*.yaml"):
        parts = path.read_text().split("- id: ")
        for place, part in enumerate(parts):
            if part.startswith(INDICATORS):
                head = part[: part.index("series:")]
                parts[place] = f"{head}series: [{{dataset: geheim, topic: Proef}}]\n"
        path.write_text("- id: ".join(parts))
    for kind, name in (("datasets", DELIVERED), ("contracts", "levering-" + MONTHS)):
        path = folder / kind / f"{name}.yaml"
        path.write_text(path.read_text().replace("policy: drempel_10", "policy: proef"))


def _recognisable(rows: pd.DataFrame) -> pd.DataFrame:
    """The same areas, periods and groups with large counts that add up; one finest area in thirty is small."""
    parts = [_counted(part, number) for number, (_, part) in enumerate(rows.groupby(["indicator", "period", "group"]))]
    return pd.concat(parts, ignore_index=True)


def _counted(rows: pd.DataFrame, number: int) -> pd.DataFrame:
    random = np.random.default_rng(number)
    factor = load_catalog().indicators[rows["indicator"].iloc[0]].factor
    rows = rows.assign(status="published", lower=pd.NA, upper=pd.NA).reset_index(drop=True)
    finest = next(kind for kind in ("BU", "WK", "GM") if rows["area_code"].str.startswith(kind).any())
    leaf = rows["area_code"].str.startswith(finest)
    size = int(leaf.sum())
    base = random.integers(300_000_000, 600_000_000, size)
    top = (base * random.uniform(0.08, 0.14, size)).astype(int)
    small = np.arange(size) % 30 == 7
    top[small] = random.integers(10_000_000, 19_000_000, int(small.sum()))
    base[small] = (top[small] / random.uniform(0.91, 0.97, int(small.sum()))).astype(int)
    counts = pd.DataFrame({"area_code": rows.loc[leaf, "area_code"], "numerator": top, "denominator": base})
    summed = _summed(rows["area_code"], counts.set_index("area_code"))
    rows[["numerator", "denominator"]] = summed[["numerator", "denominator"]].astype("Int64").to_numpy()
    return rows.assign(value=rows["numerator"] / rows["denominator"] * factor)


def _summed(codes: pd.Series, counts: pd.DataFrame) -> pd.DataFrame:
    found = {}
    for code in codes:
        if code in counts.index:
            found[code] = counts.loc[code]
        elif code[:2] in INSIDE:
            inside = counts[counts.index.str[2 : INSIDE[code[:2]]] == code[2 : INSIDE[code[:2]]]]
            found[code] = inside.sum()
        else:
            found[code] = counts.sum() * (20 if code == "NL" else 1)
    return pd.DataFrame([found[code] for code in codes])


def _secrets(behind: pd.DataFrame) -> Secrets:
    shown = load(THEME)
    seen = shown.rows(indicator=[*INDICATORS, MONTHS])
    keys = ["indicator", "area_code", "edition", "period", "group"]
    both = seen[[*keys, "status"]].merge(behind.drop(columns="status"), on=keys)
    return Secrets(both[both["status"] == "suppressed"], shown)

"""A visitor who asks for everything there is to ask for recovers no hidden figure.

The visitor looks at selections, makes branches that combine areas, takes other age schemes and exports what is shown,
in any order. After every step the LP attacker gets all that was ever shown, and knows how everything adds up.
"""

import json
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.disclosure.search import hidden_values_in
from tests.disclosure.small_tables import policy
from workbench.disclosure.attacker import intervals
from workbench.disclosure.cells import Cells
from workbench.disclosure.ledger import Ledger
from workbench.disclosure.protect import protect
from workbench.table import as_table

TEN = policy(minimum_cell=10)
GEMEENTEN = ["GM0106", "GM0109", "GM0114", "GM0118"]
# Ages 0-15, 15-18, 18-65 and 65plus, and the groups that two schemes make of them.
SLICES = ["0-15", "15-18", "18-65", "65plus"]
GROUPS = {
    "totaal": SLICES,
    "0-18": SLICES[:2],
    "18plus": SLICES[2:],
    "0-15": SLICES[:1],
    "15plus": SLICES[1:],
    "18-65": SLICES[2:3],
    "65plus": SLICES[3:],
}
COUNTS = np.array([[31, 3, 64, 25], [44, 17, 80, 7], [28, 22, 5, 41], [35, 12, 90, 38]])


def count(areas: tuple[str, ...], group: str) -> int:
    rows = [GEMEENTEN.index(area) for area in areas]
    return int(COUNTS[np.ix_(rows, [SLICES.index(each) for each in GROUPS[group]])].sum())


def slice_of(area: str, each: str) -> int:
    return int(COUNTS[GEMEENTEN.index(area), SLICES.index(each)])


def rows_of(asked: list[tuple[tuple[str, ...], str]]) -> pd.DataFrame:
    facts = {"indicator": "meldingen", "edition": 2024, "period": 2024, "status": "published", "dataset": "levering"}
    cells = [("+".join(areas), group, count(areas, group)) for areas, group in asked]
    rows = pd.DataFrame(cells, columns=["area_code", "group", "numerator"]).drop_duplicates(["area_code", "group"])
    return as_table(rows.assign(denominator=5000, estimation="register", version="v1", **facts))


EVERYTHING = rows_of([((area,), group) for area in GEMEENTEN for group in GROUPS])


class Visitor(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.home = tempfile.TemporaryDirectory()
        self.ledger = Ledger(recall=self.recall, folder=Path(self.home.name))
        self.asked: list[pd.DataFrame] = [EVERYTHING]
        self.shown: dict[tuple[str, str], int] = {}

    def recall(self, _dataset, _version, _indicator, _period) -> pd.DataFrame:
        return pd.concat(self.asked).drop_duplicates(["area_code", "group"])

    def look(self, rows: pd.DataFrame) -> pd.DataFrame:
        self.asked.append(rows)
        seen = protect(rows, TEN, ledger=self.ledger).rows(status="published")
        found = zip(seen["area_code"], seen["group"], seen["numerator"], strict=True)
        self.shown |= {(area, group): int(value) for area, group, value in found}
        return seen

    @rule(groups=st.sets(st.sampled_from(list(GROUPS)), min_size=1, max_size=4))
    def select(self, groups):
        self.look(rows_of([((area,), group) for area in GEMEENTEN for group in sorted(groups)]))

    @rule(area=st.sampled_from(GEMEENTEN), group=st.sampled_from(list(GROUPS)))
    def look_at_one(self, area, group):
        self.look(rows_of([((area,), group)]))

    @rule(areas=st.sets(st.sampled_from(GEMEENTEN), min_size=2), group=st.sampled_from(list(GROUPS)))
    def branch_that_combines(self, areas, group):
        self.look(rows_of([(tuple(sorted(areas)), group)]))

    @rule(groups=st.sets(st.sampled_from(list(GROUPS)), min_size=1, max_size=2))
    def export(self, groups):
        seen = self.look(rows_of([((area,), group) for area in GEMEENTEN for group in sorted(groups)]))
        exported = seen[["area_code", "group", "numerator"]].to_csv(index=False)
        hidden = _keys(groups) - set(self.shown)
        assert not any(f"{area},{group}," in exported for area, group in hidden)

    @invariant()
    def nothing_hidden_can_be_recovered(self):
        low, high, names, slices = attack(self.shown)
        small = [place for (area, group), place in names.items() if count((area,), group) < 10]
        small += [place for (area, each), place in slices.items() if slice_of(area, each) < 10]
        for place in small:
            assert high[place] - low[place] >= 10 - 1e-6, place

    def teardown(self):
        assert self.ledger.chain.broken_at() is None
        self.home.cleanup()


def _keys(groups: set[str]) -> set[tuple[str, str]]:
    return {(area, group) for area in GEMEENTEN for group in groups}


def attack(shown: dict[tuple[str, str], int]):
    """Everything shown, as sums over the slices of age of each gemeente."""
    slices = {(area, each): place for place, (area, each) in enumerate((a, s) for a in GEMEENTEN for s in SLICES)}
    names = {(area, group): len(slices) + place for place, (area, group) in enumerate(sorted(_keys(set(GROUPS))))}
    relations = [(place, [slices[area, each] for each in GROUPS[group]]) for (area, group), place in names.items()]
    published = {names[key]: value for key, value in shown.items() if key in names}
    for (area, group), value in shown.items():
        if "+" in area:
            place = len(slices) + len(names) + len([p for p in published if p >= len(slices) + len(names)])
            relations.append((place, [names[each, group] for each in area.split("+")]))
            published[place] = value
    size = len(slices) + len(names) + sum("+" in area for area, _ in shown)
    figures = np.full(size, np.nan)
    figures[list(published)] = list(published.values())
    cells = Cells.of(relations, np.zeros(size), upper=np.full(size, 5000.0))
    low, high = intervals(cells.equations, figures, upper=cells.upper)
    return low, high, names, slices


def test_the_attacker_would_find_it_if_two_schemes_were_shown_whole():
    shown = {("GM0106", group): count(("GM0106",), group) for group in GROUPS}
    low, high, names, _ = attack(shown)
    assert high[0] - low[0] < 1e-6
    assert len(names) == len(GEMEENTEN) * len(GROUPS)


def test_nothing_hidden_is_in_what_the_door_writes(home, caplog):
    # The same figures a thousand times as large, so that they are recognised wherever they turn up.
    large = EVERYTHING.assign(numerator=EVERYTHING["numerator"] * 1009, denominator=5_000_011)
    ledger = Ledger(recall=lambda *_: large)
    safe = protect(large, policy(minimum_cell=20_000), ledger=ledger)
    hidden = set(safe.rows(status="suppressed")[["area_code", "group"]].itertuples(index=False, name=None))
    keys = zip(large["area_code"], large["group"], large["numerator"], strict=True)
    secrets = [int(value) for area, group, value in keys if (area, group) in hidden]
    assert len(secrets) > 8
    for proof in (home / "disclosure" / "certificates").glob("*.json"):
        # The other tables are worked out from what is published (test_certificate.py): by chance one may be true.
        kept = {name: part for name, part in json.loads(proof.read_text()).items() if name != "alternatives"}
        proof.write_text(json.dumps(kept))
    assert hidden_values_in(home, secrets) == []
    assert hidden_values_in(caplog.text + repr(safe), secrets) == []


TestVisitor = Visitor.TestCase
TestVisitor.settings = settings(max_examples=8, stateful_step_count=5, deadline=None, phases=[Phase.generate])

"""A visitor who asks for everything there is to ask for recovers no hidden figure.

The visitor looks at selections, makes branches that combine areas, takes other age schemes and other divisions, looks
again after a correction, and exports what is shown, in any order. After every step the LP attacker gets all that was
ever shown, and knows how everything adds up.
"""

import json
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.disclosure.search import hidden_values_in
from tests.disclosure.small_tables import policy
from workbench.disclosure.attacker import intervals
from workbench.disclosure.cells import Cells
from workbench.disclosure.ledger import Ledger
from workbench.disclosure.protecting import protect, protected
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
COUNTS = {"v1": np.array([[31, 3, 64, 25], [44, 17, 80, 7], [28, 22, 5, 41], [35, 12, 90, 38]])}
# A correction: three people more in a small cell, and one who moved from one age to another.
COUNTS["v2"] = COUNTS["v1"] + np.array([[0, 3, 0, 0], [0, 0, 0, 0], [1, -1, 0, 0], [0, 0, 0, 0]])
FACTS = {"indicator": "meldingen", "period": 2024, "status": "published", "dataset": "levering", "denominator": 5000}
Seen = tuple[str, str, str]  # version, areas with + between them, group


def count(version: str, areas: tuple[str, ...], group: str) -> int:
    rows = [GEMEENTEN.index(area) for area in areas]
    slices = [SLICES.index(each) for each in GROUPS.get(group, [group])]
    return int(COUNTS[version][np.ix_(rows, slices)].sum())


def rows_of(asked: list[tuple[tuple[str, ...], str]], *, version: str = "v1", edition: int = 2024) -> pd.DataFrame:
    cells = sorted({("+".join(areas), group, count(version, areas, group)) for areas, group in asked})
    rows = pd.DataFrame(cells, columns=["area_code", "group", "numerator"])
    return as_table(rows.assign(estimation="register", version=version, edition=edition, **FACTS))


@cache
def everything(version: str) -> pd.DataFrame:
    single = [((area,), group) for area in GEMEENTEN for group in GROUPS]
    return pd.concat([rows_of(single, version=version), rows_of(single, version=version, edition=2020)])


class Visitor(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.home = tempfile.TemporaryDirectory()
        self.ledger = Ledger(recall=lambda _dataset, version, *_: everything(version), folder=Path(self.home.name))
        self.version, self.shown, self.attacked = "v1", {}, None

    def look(self, asked: list[tuple[tuple[str, ...], str]], *, edition: int = 2024) -> pd.DataFrame:
        rows = rows_of(asked, version=self.version, edition=edition)
        seen, _ = protected(rows, TEN, ledger=self.ledger)
        seen = seen[seen["status"] == "published"]
        found = zip(seen["area_code"], seen["group"], seen["numerator"], strict=True)
        self.shown |= {(self.version, area, group): int(value) for area, group, value in found}
        return seen

    @initialize()
    def open_the_page(self):
        self.look([((area,), "totaal") for area in GEMEENTEN])

    @rule(groups=st.sets(st.sampled_from(list(GROUPS)), min_size=1, max_size=4), edition=st.sampled_from([2024, 2020]))
    def select(self, groups, edition):
        self.look([((area,), group) for area in GEMEENTEN for group in sorted(groups)], edition=edition)

    @rule(area=st.sampled_from(GEMEENTEN), group=st.sampled_from(list(GROUPS)))
    def look_at_one(self, area, group):
        self.look([((area,), group)])

    @rule(areas=st.sets(st.sampled_from(GEMEENTEN), min_size=2), group=st.sampled_from(list(GROUPS)))
    def branch_that_combines(self, areas, group):
        self.look([(tuple(sorted(areas)), group)])

    @rule()
    def look_again_after_a_correction(self):
        self.version = "v2"

    @rule(groups=st.sets(st.sampled_from(list(GROUPS)), min_size=1, max_size=2))
    def export(self, groups):
        seen = self.look([((area,), group) for area in GEMEENTEN for group in sorted(groups)])
        exported = seen[["area_code", "group", "numerator"]].to_csv(index=False)
        shown = {(area, group) for version, area, group in self.shown if version == self.version}
        hidden = {(area, group) for area in GEMEENTEN for group in groups} - shown
        assert not any(f"{area},{group}," in exported for area, group in hidden)

    @invariant()
    def nothing_hidden_can_be_recovered(self):
        if self.attacked == len(self.shown):
            return
        self.attacked = len(self.shown)
        low, high, place = attack(self.shown)
        for (version, area, group), cell in place.items():
            if "+" not in area and count(version, (area,), group) < 10:
                assert high[cell] - low[cell] >= 10 - 1e-6, (version, area, group)

    def teardown(self):
        assert self.ledger.chain.broken_at() is None
        self.home.cleanup()


def attack(shown: dict[Seen, int]):
    """Everything shown, as sums over slices of age per gemeente; the same ones where a correction changed nothing."""
    place: dict[Seen, int] = {}
    values: list[float] = []
    relations = []
    for version in COUNTS:
        for area in GEMEENTEN:
            changed = any(count(version, (area,), each) != count("v1", (area,), each) for each in SLICES)
            known = version if changed else "v1"
            for each in SLICES:
                if (known, area, each) not in place:
                    place[known, area, each] = _new(values)
                place[version, area, each] = place[known, area, each]
            for group, slices in GROUPS.items():
                if len(slices) > 1:
                    place[version, area, group] = _new(values)
                    relations.append((place[version, area, group], [place[version, area, each] for each in slices]))
    for version, area, group in shown:
        if "+" in area:
            place[version, area, group] = _new(values)
            relations.append((place[version, area, group], [place[version, each, group] for each in area.split("+")]))
    for seen, value in shown.items():
        values[place[seen]] = value
    cells = Cells.of(relations, np.zeros(len(values)), upper=np.full(len(values), 5000.0))
    low, high = intervals(cells.equations, np.array(values), upper=cells.upper)
    return low, high, place


def _new(values: list[float]) -> int:
    values.append(np.nan)
    return len(values) - 1


def test_the_attacker_would_find_it_if_two_schemes_were_shown_whole():
    shown = {("v1", "GM0106", group): count("v1", ("GM0106",), group) for group in GROUPS}
    low, high, place = attack(shown)
    small = place["v1", "GM0106", "15-18"]
    assert (low[small], high[small]) == (3, 3)


def test_the_attacker_would_find_what_a_correction_changed():
    # Shown before and after, a total tells by how much its small part changed when nothing else did.
    shown = {
        (version, "GM0106", group): count(version, ("GM0106",), group)
        for version in COUNTS
        for group in ("totaal", "0-15", "18plus")
    }
    low, high, place = attack(shown)
    small = place["v2", "GM0106", "15-18"]
    assert (low[small], high[small]) == (6, 6)


def test_nothing_hidden_is_in_what_the_door_writes(home, caplog):
    # The same figures a thousand times as large, so that they are recognised wherever they turn up.
    exact = rows_of([((area,), group) for area in GEMEENTEN for group in GROUPS])
    large = exact.assign(numerator=exact["numerator"] * 1009, denominator=5_000_011)
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
TestVisitor.settings = settings(max_examples=18, stateful_step_count=7, deadline=None, phases=[Phase.generate])

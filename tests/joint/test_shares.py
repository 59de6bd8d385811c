"""What travels: any two shares of five say nothing, three give the table back, and no share can be bent."""

import json
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InvalidInput
from workbench.joint.contribute import sealed_shares
from workbench.joint.field import PRIME
from workbench.joint.layout import layout_of
from workbench.joint.shares import join, open_share, parse, reach, split

COUNTS = st.lists(st.integers(0, 10_000_000), min_size=1, max_size=20)


@given(COUNTS, st.sampled_from([3, 5]), st.randoms())
def test_enough_shares_give_the_table_back_and_the_order_does_not_matter(counts, parties, chooser):
    shares = dict(enumerate(split(np.array(counts), parties=parties)))
    chosen = chooser.sample(sorted(shares), reach(parties) + 1)
    assert list(join({place: shares[place] for place in chosen})) == counts


@given(COUNTS, COUNTS)
def test_sums_of_shares_are_shares_of_sums(one, other):
    size = min(len(one), len(other))
    first, second = split(np.array(one[:size]), parties=3), split(np.array(other[:size]), parties=3)
    together = {place: (first[place] + second[place]) % PRIME for place in range(3)}
    assert list(join(together)) == [a + b for a, b in zip(one, other, strict=False)]


@pytest.mark.parametrize("count", [0, 7, 10_000_000])
def test_one_share_looks_the_same_whatever_the_count_is(count):
    # Sixteen equal bins of the field; 2,000 shares each, chi-square with 15 degrees of freedom below its 99.99 % point.
    shares = split(np.full(2000, count), parties=3)[0]
    bins = Counter(int(value) * 16 // PRIME for value in shares)
    spread = sum((bins[number] - 125) ** 2 / 125 for number in range(16))
    assert spread < 44.3


@pytest.mark.parametrize("count", [0, 10_000_000])
def test_two_shares_of_five_together_still_say_nothing(count):
    # The pair falls evenly over four by four bins of the field; chi-square as above.
    first, second, *_ = split(np.full(2000, count), parties=5)
    pairs = Counter(zip((first * 4 // PRIME).tolist(), (second * 4 // PRIME).tolist(), strict=True))
    spread = sum((pairs[one, other] - 125) ** 2 / 125 for one in range(4) for other in range(4))
    assert spread < 44.3


@pytest.fixture
def sealed(cast):
    table = {("WK010600", "0-18"): 12}
    return sealed_shares(table, cast.agreement, cast.organisations[0])


def opened(cast, share, *, by: int = 0):
    manifest = cast.agreement.manifest
    return open_share(share, manifest=manifest, identity=cast.compute[by], cells=len(layout_of(manifest).base))


def test_a_share_opens_only_for_its_own_compute_party(cast, sealed):
    assert len(opened(cast, sealed[0]).values) == 10
    with pytest.raises(InvalidInput) as refused:
        opened(cast, sealed[0], by=1)
    assert "andere rekenpartij" in refused.value.page


@pytest.mark.parametrize("part", ["sealed", "nonce", "ephemeral_key", "signature", "organisation", "manifest", "party"])
def test_a_share_that_was_altered_is_refused_by_the_name_of_its_organisation(cast, sealed, part):
    parts = json.loads(sealed[0].model_dump_json())
    parts[part] = "AAAA" + parts[part][4:] if part != "organisation" else "organisatie-2"
    with pytest.raises(InvalidInput) as refused:
        opened(cast, parse(json.dumps(parts).encode()))
    assert parts["organisation"] in refused.value.page


def test_a_share_of_another_manifest_is_refused(cast, sealed, tmp_path):
    other = cast.agreement.manifest.model_copy(update={"threshold": 12})
    with pytest.raises(InvalidInput) as refused:
        open_share(sealed[0], manifest=other, identity=cast.compute[0], cells=10)
    assert "ander manifest" in refused.value.page


def test_what_is_no_share_at_all_is_refused():
    with pytest.raises(InvalidInput):
        parse(b"hallo")


def test_a_sealed_share_holds_no_count_in_the_clear(cast, sealed):
    text = sealed[0].model_dump_json()
    assert "WK010600" not in text
    assert not any(f'"{number}"' in text for number in range(100))

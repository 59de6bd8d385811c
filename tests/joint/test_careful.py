"""A message between compute parties can carry numbers and nothing that runs."""

import pickle

import numpy as np
import pytest

from workbench.joint import careful


class Runs:
    def __reduce__(self):
        return (print, ("this would run",))


@pytest.mark.parametrize("value", [3, [1, 2], (4, "x"), None])
def test_plain_values_arrive(value):
    assert careful.loads(careful.dumps(value)) == value


def test_arrays_of_large_whole_numbers_arrive():
    sent = np.array([2**60, 3], dtype=object)
    assert list(careful.loads(careful.dumps(sent))) == [2**60, 3]


@pytest.mark.parametrize("value", [Runs(), pytest.raises, eval])
def test_what_could_run_is_refused(value):
    with pytest.raises(pickle.UnpicklingError):
        careful.loads(pickle.dumps(value))

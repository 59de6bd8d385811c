"""What organisations give for a regression, and what compute parties look at before they open the sum of it.

An organisation gives, of its own rows, the sums that the model needs and the plain counts behind them. The counts are
never opened: they only tell, inside, whether the sums would give a small group away.
"""

import numpy as np
from numpy.typing import NDArray

from workbench.joint import field
from workbench.joint.engine import Engine
from workbench.joint.field import Field
from workbench.joint.layout import moment_sizes
from workbench.joint.manifest import LARGEST_THRESHOLD, Manifest, Model
from workbench.joint.protocol import Outcome, Progress
from workbench.joint.regression import BITS, Matrix, encode, gradient, products

ROWS_PER_COLUMN = 10


def contribution(rows: Matrix, outcome: Matrix, model: Model, *, at: tuple[float, ...]) -> NDArray[np.int64]:
    """One organisation's vector: first what is opened, then the counts that are only looked at.

    Takes: `rows` with a constant as first column; `at`, the coefficients of this step of a logistic regression.
    """
    opened = products(rows, outcome) if model.kind == "linear" else gradient(rows, outcome, np.array(at))
    return encode(np.concatenate([opened, (rows.T @ rows).ravel(), rows.T @ outcome]))


async def model_sum(engine: Engine, shares: Field, manifest: Manifest, *, say: Progress) -> Outcome:
    """The summed vector, opened when no group in it is small; else nothing is opened."""
    sizes = dict(moment_sizes(manifest.model))
    say("kijken of er kleine groepen in zitten")
    refused = await _has_small_groups(engine, shares, manifest)
    values = np.full(len(shares), -1, dtype=np.int64)
    closed = np.ones(len(shares), dtype=bool)
    if not refused:
        say(f"{sizes['som']} sommen openen")
        closed[: sizes["som"]] = False
        values[~closed] = await engine.open(shares[~closed])
    return Outcome(np.zeros(len(shares), dtype=bool), closed, values)


async def _has_small_groups(engine: Engine, shares: Field, manifest: Manifest) -> bool:
    """Whether there are too few rows, or a count, or what is left of it in its column, lies under the threshold."""
    width = len(manifest.model.columns) + 1
    counts = shares[-(width**2 + width) :]
    cross, outcome = counts[: width**2].reshape(width, width), counts[width**2 :]
    each = np.diag(cross)
    rest = [field.subtract(np.broadcast_to(each[:, None], cross.shape), cross).ravel(), field.subtract(each, outcome)]
    looked_at = np.concatenate([counts, *rest])
    small = np.tile(np.arange(1, manifest.threshold) << BITS, (len(looked_at), 1))
    fewest = min(max(manifest.threshold, ROWS_PER_COLUMN * width), LARGEST_THRESHOLD)
    few = await engine.zeros(cross[0, :1], (np.arange(fewest) << BITS)[None, :])
    return bool(few.any() or (await engine.zeros(looked_at, small)).any())

"""The pictures of `samenhang`, `risicowijken`, `prioriteren` and `scenario`: what figures mean, and how sure.

`kenmerk, guard, scatter, model` ask what goes with what; `levels, difference, same_age, ranks, clusters, unmeasured,
check` where the risk is highest; `weigh, order` where to start; `change, expected` what if. Each answers in a
sentence, with its doubt.
"""

from workbench.views.duiden.asking import guard, kenmerk
from workbench.views.duiden.certainty import levels, ranks
from workbench.views.duiden.check import check
from workbench.views.duiden.clusters import clusters
from workbench.views.duiden.difference import difference
from workbench.views.duiden.linked import model, scatter
from workbench.views.duiden.same_age import same_age
from workbench.views.duiden.unmeasured import unmeasured
from workbench.views.duiden.weighing import order, weigh
from workbench.views.duiden.whatif import change, expected

__all__ = [
    "change",
    "check",
    "clusters",
    "difference",
    "expected",
    "guard",
    "kenmerk",
    "levels",
    "model",
    "order",
    "ranks",
    "same_age",
    "scatter",
    "unmeasured",
    "weigh",
]

"""Partner deliveries: a file against the contract that was agreed, with a report a data officer can act on.

A delivery that breaks its contract changes nothing, and nothing of it is kept. A report names lines and columns,
never what stands in a cell.
"""

from workbench.sources.delivery.checking import Delivery, inspect
from workbench.sources.delivery.sheet import Finding, Sheet
from workbench.sources.delivery.template import write_template

__all__ = ["Delivery", "Finding", "Sheet", "inspect", "write_template"]

"""What can go wrong, by what the reader can do about it.

`str(error)` is English, for the log: what was given, what was expected, the nearest valid name, what to do.
`error.page` is one Dutch sentence for the person at the screen. Facts are in `error.facts`, never a cell value
from behind the door. Anything that is not a `WorkbenchError` is a bug and may crash.
"""

from collections.abc import Iterable
from difflib import get_close_matches


class WorkbenchError(Exception):
    """A person can act on this."""

    def __init__(self, log: str, *, page: str, **facts: object):
        super().__init__(log)
        self.page = page
        self.facts = facts


class UnknownName(WorkbenchError):
    """Choose a name that exists."""

    @classmethod
    def among(cls, known: Iterable[str], *, given: str, kind: str, soort: str) -> "UnknownName":
        """The error for `given`, with the nearest of `known`; `kind` is English, `soort` Dutch with its capital."""
        names = sorted(map(str, known))
        near = get_close_matches(str(given), names, n=1, cutoff=0.5)
        log = f"no {kind} {given!r}; " + (f"did you mean {near[0]!r}?" if near else f"known: {', '.join(names[:20])}")
        hint = f" Bedoelt u '{near[0]}'?" if near else f" Kies uit: {', '.join(names[:12])}."
        page = f"{soort} '{given}' bestaat hier niet." + (hint if names else "")
        return cls(log, page=page, given=given, nearest=near[0] if near else None)


class InvalidInput(WorkbenchError):
    """Give another value."""


class CatalogError(WorkbenchError):
    """Mend the catalogue file that is named, at the line that is named."""


class SourceUnavailable(WorkbenchError):
    """Wait or try again: a publisher's service does not answer well."""


class SourceChanged(WorkbenchError):
    """Have a data officer look: the publisher changed what it serves."""


class StoreError(WorkbenchError):
    """Make room, mend permissions or refresh: the store cannot be read or written."""


class EditionMismatch(WorkbenchError):
    """Choose the edition of the CBS division that fits the figures."""


class DeliveryRejected(WorkbenchError):
    """Mend the delivered file; `facts["lines"]` says where."""


class Withheld(WorkbenchError):
    """The door does not let this figure out; choose a coarser one."""


class NotAllowed(WorkbenchError):
    """Ask somebody with another role."""


class CannotAnswer(WorkbenchError):
    """Ask another question: these figures cannot carry this one."""

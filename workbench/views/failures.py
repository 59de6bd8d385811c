"""A WorkbenchError in a cell is one Dutch sentence; everything else keeps its traceback, because it is a bug."""

import sys

from workbench.errors import WorkbenchError
from workbench.views.follow import failure


def speak_dutch() -> None:
    """Registers with IPython, when there is one; the cell still counts as failed."""
    shell = _shell()
    if shell is not None:
        shell.set_custom_exc((WorkbenchError,), _say)


def _say(shell, kind: type, error: WorkbenchError, trace, **_where) -> list[str]:
    from IPython.display import display

    # As IPython does for every other error: who asks afterwards what went wrong, finds it here.
    sys.last_type, sys.last_value, sys.last_traceback = kind, error, trace
    bundle = {"text/html": str(failure(error.page)), "text/plain": error.page}
    display(bundle, raw=True, metadata={"workbench": {"failed": True}})
    shell.log.error("%s: %s", kind.__name__, error)
    # Papermill and Voila know a failed cell by its error output, so that stays, with the sentence as its text.
    shell._showtraceback(kind, error.page, [error.page])
    return [error.page]


def _shell():
    try:
        from IPython import get_ipython
    except ImportError:
        return None
    return get_ipython()

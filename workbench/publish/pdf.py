"""The reports as tagged PDF, for who prints or mails them: made by WeasyPrint, on all cores, once per report."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from workbench.publish.batch import Made, workers
from workbench.publish.printing import PDF, is_printed, print_page


def pdfs(made: Iterable[Made]) -> Iterator[tuple[Made, bytes]]:
    """A PDF for each report; one whose page did not change is not made again."""
    todo = list(made)
    stale = [one for one in todo if not is_printed(one.folder)]
    if stale:
        # Fresh processes: this one may have threads, and a fork would take their locks along.
        with ProcessPoolExecutor(workers(), mp_context=get_context("spawn")) as pool:
            list(pool.map(print_page, [one.folder for one in stale]))
    for one in todo:
        yield one, (one.folder / PDF).read_bytes()

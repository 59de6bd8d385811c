"""Who makes which report: a worker stays with one notebook as long as that has areas left to do."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from queue import SimpleQueue
from threading import Lock, Thread

from workbench.publish.execution import Outcome
from workbench.publish.jobs import Job

Maker = Callable[[Job], Outcome]  # makes one report, where and how a worker does that


class Rota:
    """Hands out jobs to several workers, each once."""

    def __init__(self, todo: list[Job]):
        self._left: dict[str, list[Job]] = {}
        for job in todo:
            self._left.setdefault(job.notebook, []).append(job)
        self._at: Counter[str] = Counter()
        self._lock = Lock()

    def next_for(self, notebook: str | None) -> Job | None:
        """The next job of a worker that was busy with `notebook`; None when there is nothing left to do."""
        with self._lock:
            self._at[notebook] -= notebook is not None
            chosen = notebook if self._left.get(notebook) else self._other()
            if chosen is None:
                return None
            self._at[chosen] += 1
            return self._left[chosen].pop(0)

    def stop(self) -> None:
        """Nothing more is handed out."""
        with self._lock:
            self._left.clear()

    def _other(self) -> str | None:
        """The notebook with the most areas left for each who works on it; the first of equals."""
        open_ones = [name for name, jobs in self._left.items() if jobs]
        return max(open_ones, key=lambda name: len(self._left[name]) / (1 + self._at[name]), default=None)


def shared_out(todo: list[Job], workers: list[Callable[[], AbstractContextManager[Maker]]]) -> Iterator[Outcome]:
    """Outcomes as they come ready. Each worker is entered, asked and left in a thread of its own."""
    rota, ready = Rota(todo), SimpleQueue()
    hands = [Thread(target=_work, args=(rota, worker, ready)) for worker in workers[: len(todo)]]
    for hand in hands:
        hand.start()
    try:
        for _ in todo:
            outcome = ready.get()
            if isinstance(outcome, BaseException):
                raise outcome
            yield outcome
    finally:
        rota.stop()
        for hand in hands:
            hand.join()


def _work(rota: Rota, worker: Callable[[], AbstractContextManager[Maker]], ready: SimpleQueue) -> None:
    try:
        with worker() as make:
            job = rota.next_for(None)
            while job is not None:
                ready.put(make(job))
                job = rota.next_for(job.notebook)
    except BaseException as error:  # a fault of ours: told to who waits, who would else wait for ever
        ready.put(error)

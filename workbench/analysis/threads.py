"""Small matrices on one thread: on a busy machine the threads of BLAS wait for each other fifty times too long."""

from collections.abc import Callable
from functools import cache, wraps
from typing import ParamSpec, TypeVar

from threadpoolctl import ThreadpoolController

P, R = ParamSpec("P"), TypeVar("R")


def on_one_thread(function: Callable[P, R]) -> Callable[P, R]:
    """The same function, with the linear algebra inside it on the thread that calls it."""

    @wraps(function)
    def calm(*args: P.args, **kwargs: P.kwargs) -> R:
        with _controller().limit(limits=1, user_api="blas"):
            return function(*args, **kwargs)

    return calm


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()

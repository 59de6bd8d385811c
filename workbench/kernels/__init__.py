"""Kernels that are ready at once: forked from a warm parent process that has everything imported.

`KERNEL` is the kernel's name; Voila, papermill, nbclient and JupyterLab start it like any other, the provisioner
`workbench-warm` does the rest. Where it cannot (no Linux, the parent fails, a kernel asks for what only a new
interpreter can give) an ordinary kernel starts.

    with warm_parent():          a server: the parent is warm before the first kernel is asked for, and
        ...                      is made anew by itself when it dies or when the code changed

    with steady_parent():        a batch: one parent, also when the code changes meanwhile

JupyterLab loads this package as an extension, for the same. Without any of these the first kernel starts the parent.
The process that asks for kernels owns them: its end, also by kill -9, is the end of its parent and of all its kernels.
The parent listens to one inherited, nameless socket: there is no path or port that another user or process could reach.
"""

from workbench.kernels.parent import start, steady_parent, stop, warm_parent

KERNEL = "datawerkplaats"


def _jupyter_server_extension_points() -> list[dict]:
    return [{"module": "workbench.kernels"}]


def _load_jupyter_server_extension(_app: object) -> None:
    """Warms up beside JupyterLab, before anybody opens a notebook there."""
    start()


__all__ = ["KERNEL", "start", "steady_parent", "stop", "warm_parent"]

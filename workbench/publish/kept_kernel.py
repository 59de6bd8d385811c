"""A kernel that makes the reports of one notebook one after another: what its areas share is read and computed once.

Between two reports it forgets every name that the notebook made, as a new kernel would; the libraries it knows, and
what they remember of the same figures, it keeps. After a failure it is not used again.
"""

import contextlib

from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_core.utils import ensure_event_loop, run_sync
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines
from papermill.log import logger

from workbench import settings
from workbench.kernels import KERNEL

ENGINE = "kept-kernel"
STOCK = "python3"  # which every machine with Jupyter has
START_SECONDS, FORGET_SECONDS = 60, 20
QUIET = ["--Application.log_level=40"]  # ipykernel's advice about its ports is no news to who wants a report
FORGET = "__import__('ipywidgets').Widget.close_all(); get_ipython().reset(new_session=True)"


class KeptKernel:
    """Started for a notebook at the first `ready_for`; used from the thread that made it, until `stop`."""

    def __init__(self) -> None:
        self.notebook: str | None = None
        self.manager: AsyncKernelManager | None = None
        self.client = None

    def ready_for(self, notebook: str) -> None:
        """A kernel without names, started anew when it served another notebook. Raises: RuntimeError."""
        if self.notebook == notebook and self._forgot():
            return
        self.stop()
        self._start()
        self.notebook = notebook

    def stop(self) -> None:
        """The end of the kernel; the next report gets a new one."""
        if self.client is not None:
            self.client.stop_channels()
        if self.manager is not None and self.manager.has_kernel:
            with contextlib.suppress(RuntimeError):
                run_sync(self.manager.shutdown_kernel)(now=True)
        self.notebook = self.manager = self.client = None

    def close(self) -> None:
        """The end of the kernel and of this thread's event loop."""
        self.stop()
        ensure_event_loop().close()

    def _start(self) -> None:
        self.manager = AsyncKernelManager(kernel_name=known_kernel())
        folder = str(settings.notebook_folder())
        run_sync(self.manager.start_kernel)(cwd=folder, extra_arguments=QUIET)
        self.client = self.manager.client()
        self.client.start_channels()
        run_sync(self.client.wait_for_ready)(timeout=START_SECONDS)
        self.client.allow_stdin = False

    def _forgot(self) -> bool:
        try:
            # What it says about this is read here, so that it does not land in the next report.
            reply = run_sync(self._interactive)()
        except (RuntimeError, TimeoutError):
            return False
        return reply["content"]["status"] == "ok"

    async def _interactive(self) -> dict:
        return await self.client.execute_interactive(
            FORGET, silent=True, store_history=False, output_hook=lambda _: None, timeout=FORGET_SECONDS
        )


def known_kernel() -> str:
    """The warm kernel, or plain Python where it was not installed."""
    return KERNEL if KERNEL in KernelSpecManager().find_kernel_specs() else STOCK


class KeptKernelEngine(Engine):
    """Lets papermill run a notebook on a kernel that is there already."""

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, *, kernel: KeptKernel, timeout_func=None, **_others) -> None:
        options = {"kernel_name": kernel_name, "timeout_func": timeout_func, "log": logger}
        client = PapermillNotebookClient(nb_man, km=kernel.manager, store_widget_state=False, **options)
        client.kc = kernel.client
        client.execute()


papermill_engines.register(ENGINE, KeptKernelEngine)

"""The provisioned kernel against jupyter_kernel_test, the suite of the Jupyter project."""

import jupyter_kernel_test

from workbench.kernels import KERNEL

from .conftest import PATIENCE


class TestDatawerkplaatsKernel(jupyter_kernel_test.KernelTests):
    """The suite as it is, with more patience: it gives a message that must come a tenth of a second."""

    flushing = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        channel = cls.kc.iopub_channel
        hear = channel.get_msg
        channel.get_msg = lambda timeout=None: hear(timeout=timeout if cls.flushing else PATIENCE)

    def flush_channels(self):
        type(self).flushing = True
        super().flush_channels()
        type(self).flushing = False

    kernel_name = KERNEL
    language_name = "python"
    file_extension = ".py"
    code_hello_world = "print('hello, world')"
    code_stderr = "import sys; print('oops', file=sys.stderr)"
    completion_samples = [{"text": "zi", "matches": {"zip"}}]  # noqa: RUF012 - the suite wants class attributes
    complete_code_samples = ["1", "print('hello')", "def f(x):\n  return x*2\n\n\n"]  # noqa: RUF012 - the suite wants class attributes
    incomplete_code_samples = ["print('''hello", "def f(x):\n  x*2"]  # noqa: RUF012 - the suite wants class attributes
    invalid_code_samples = ["import = 7q"]  # noqa: RUF012 - the suite wants class attributes
    code_page_something = "zip?"
    code_generate_error = "raise ValueError"
    code_execute_result = [{"code": "1+2+3", "result": "6"}]  # noqa: RUF012 - the suite wants class attributes
    code_display_data = [  # noqa: RUF012 - the suite wants class attributes
        {"code": "from IPython.display import HTML, display; display(HTML('<b>x</b>'))", "mime": "text/html"}
    ]
    code_history_pattern = "1?2*"
    supported_history_operations = ("tail", "search")  # ipykernel itself answers "range" with session 0
    code_inspect_sample = "zip"
    code_clear_output = "from IPython.display import clear_output; clear_output()"


def test_the_suite_ran_on_a_warm_kernel():
    # Otherwise an ordinary kernel would pass it too.
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel(kernel_name=KERNEL)
    client.stop_channels()
    warm = type(manager.provisioner.process).__name__
    manager.shutdown_kernel(now=True)
    assert warm == "ForkedKernel"

"""mpyc sends arrays as pickles, and a pickle can run code. Here one can only become an array of whole numbers.

Every compute party is pinned, but a party that is broken into must not take the others with it.
"""

import io
import pickle

ALLOWED = {
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy.core.multiarray", "_reconstruct"),
    ("numpy", "ndarray"),
    ("numpy", "dtype"),
}


class _Careful(pickle.Unpickler):
    def find_class(self, module: str, name: str):
        if (module, name) not in ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name} has no place in a message between compute parties")
        return super().find_class(module, name)


def loads(data: bytes) -> object:
    """What was sent. Raises: pickle.UnpicklingError for anything but numbers, tuples, lists and arrays."""
    return _Careful(io.BytesIO(data)).load()


dumps = pickle.dumps

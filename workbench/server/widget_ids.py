"""Widget ids that come out the same each time a notebook is run for the same page.

A killed kernel is replaced by a new one that runs the same notebook. Because its widgets get the same ids, every
browser simply receives their new state: nobody reloads.
"""

import itertools
import uuid

import comm


def number_widgets(page: str) -> None:
    """Number the comms of this kernel; each id follows from the page and the order of creation."""
    create, order = comm.create_comm, itertools.count()

    def create_numbered(*args: object, **settings: object):
        if not settings.get("comm_id"):
            settings["comm_id"] = uuid.uuid5(uuid.UUID(page), str(next(order))).hex
        return create(*args, **settings)

    comm.create_comm = create_numbered

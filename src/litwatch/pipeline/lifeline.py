"""A process that was started to help ends with the one that started it."""

from __future__ import annotations

import os
import threading
from multiprocessing import parent_process


def leave_with_parent() -> None:
    """End this process as soon as its parent is gone, also when that was killed.

    Nobody would end it then: a worker would wait for ever, a server keep its port. Does nothing
    in a process that multiprocessing did not start.
    """
    parent = parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()

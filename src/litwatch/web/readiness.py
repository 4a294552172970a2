"""What a server's process does before it answers: it warms its memory, and lets threads take turns."""

from __future__ import annotations

import sys
from threading import Thread

from fastapi import FastAPI

# A page asks the database some 25 times. After each answer it would wait Python's usual 5 ms for
# another thread that computes, such as a search: an eighth of a second for what takes 25 ms.
TURN = 0.0005


def make_ready(pages: FastAPI) -> Thread:
    """Shorten the turns of this process's threads and build the memory of the pages in one of them.

    Returns that thread. Requests may come meanwhile: what they need of it, they wait for.
    """
    sys.setswitchinterval(TURN)
    warming = Thread(target=pages.state.memory.warm, daemon=True)
    warming.start()
    return warming

"""What a server's process does before it answers: it warms its memory, and lets threads take turns."""

from __future__ import annotations

import gc
import sys
from threading import Thread

from fastapi import FastAPI

# A page asks the database some 25 times, for a hundred rows. After each it would wait Python's usual
# 5 ms for another thread that computes, such as a search: half a second for what takes 20 ms.
TURN = 0.0001
# Objects made before Python looks for garbage. A page makes some ten thousand and leaves next to no
# cycles; at the usual 700 the looking was a seventh of a search.
MADE = 20_000


def make_ready(pages: FastAPI) -> Thread:
    """Set this process's threads and memory for many short pages, and build what pages keep.

    Returns the thread that builds. Requests may come meanwhile: what they need of it, they wait for.
    """
    sys.setswitchinterval(TURN)
    gc.set_threshold(MADE, 10, 10)
    warming = Thread(target=pages.state.memory.warm, daemon=True)
    warming.start()
    return warming

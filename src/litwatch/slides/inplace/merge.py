"""The three-way rule for one field: what stands there, what we last wrote, what we want now. Pure.

The rule is the contract's (outputs.md §1.2): ours and unchanged gives way; the trainer's stays,
silently while we want nothing new, with our words in the notes when we do; what the trainer
took away stays away.
"""

from __future__ import annotations

from typing import Literal

from litwatch.slides.memory import Remembered, same, short

# same: stands there already · write, add, clear: ours, changed by us · keep: the trainer's ·
# propose: the trainer's, and ours goes to the notes · gone: the trainer took it away.
Deed = Literal["same", "write", "add", "clear", "keep", "propose", "gone"]


def settle(
    current: str | None, want: str, last: Remembered | None, *, touched: bool = False
) -> Deed:
    """What becomes of a field; `current` is None where its shape is not on the slide.

    `touched`: the trainer has set off single words or linked them; the text counts as theirs.
    `last` is None when nothing is remembered: then text that is not ours is the trainer's.
    """
    if current is None:
        if not want.strip():
            return "same"
        ours = last is None or same(last.written, short(""))
        return "add" if ours else "gone"
    if same(short(current), short(want)):
        return "same"
    if last is not None and same(short(current), last.written) and not touched:
        return "write" if want.strip() else "clear"
    if not want.strip() or (last is not None and same(short(want), last.wanted)):
        return "keep"
    return "propose"


def remembered(deed: Deed, current: str | None, want: str, last: Remembered | None) -> Remembered:
    """What is remembered of the field after the deed."""
    ours = deed in ("write", "add", "clear") or (deed == "same" and current is not None)
    if ours or (current is None and not want.strip() and last is None):
        return Remembered(short(want), short(want))
    return Remembered(last.written if last else "", short(want))

"""The stages of an edition: which step may follow which, and whose approval counts. Pure.

draft -> in_review -> approved -> published -> corrected, once a later revision is published
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Literal

import msgspec

from litwatch.digest.edition import Edition, Item
from litwatch.errors import LitwatchError, NeedsPerson, WrongUse
from litwatch.records.reviewers import folded_name
from litwatch.store.editions import PUBLISHED, EditionState

Step = Literal["draft", "submit", "withdraw", "approve", "publish", "correct"]

_DRAFTS: frozenset[EditionState] = frozenset({"draft", "in_review", "approved"})
_FROM: dict[Step, frozenset[EditionState | None]] = {
    "draft": _DRAFTS | {None},
    "submit": frozenset({"draft", "in_review"}),
    "withdraw": frozenset({"draft", "in_review", "approved"}),
    "approve": frozenset({"in_review", "approved"}),
    "publish": _DRAFTS | frozenset[None](),
    "correct": frozenset({"published"}),
}


def refusal(
    step: Step, month: str, state: EditionState | None, revision: int = 1
) -> LitwatchError | None:
    """Why the newest revision of a month may not take a step now; None when it may.

    `state` is None where nothing is drafted. A correction that is not yet published may be
    begun anew: its reason then replaces the earlier one.
    """
    if state in _FROM[step] or (step == "correct" and revision > 1):
        return None
    if state is None and step == "correct":
        return WrongUse(
            f"there is no published edition of {month} to correct",
            "See `litwatch edition list`.",
        )
    if state is None:
        return WrongUse(
            f"there is no draft of {month}", f"Run `litwatch edition draft {month}` first."
        )
    if state in PUBLISHED:
        return WrongUse(
            f"{month} is published and is never changed",
            "What is new goes into the next month's edition; what is wrong is put right with "
            f"`litwatch edition correct {month} --reason …`.",
        )
    if step == "correct":
        return WrongUse(
            f"{month} is not published yet",
            f"Only what readers have is corrected; change it and run `litwatch edition draft "
            f"{month}`.",
        )
    if step == "submit":
        return WrongUse(f"{month} is approved already", f"Run `litwatch edition publish {month}`.")
    return NeedsPerson(  # the one refusal that only another person can lift
        f"{month} has not been submitted for review",
        f"Run `litwatch edition submit {month}`; it names the hash to approve.",
    )


def published(draft: Edition, now: datetime) -> Edition:
    """What readers get of a draft: the same, without what no person has reviewed.

    So nothing can be published that was not in the draft with the approved hash.
    """

    def reviewed(items: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(item for item in items if item.reviewed)

    return msgspec.structs.replace(
        draft,
        state="published",
        made_at=now,
        published_on=now.date(),
        primary_care=reviewed(draft.primary_care),
        rehabilitation=reviewed(draft.rehabilitation),
        children=reviewed(draft.children),
        older=reviewed(draft.older),
        guidelines=reviewed(draft.guidelines),
        upcoming=reviewed(draft.upcoming),
        debate=reviewed(draft.debate),
        mechanisms=reviewed(draft.mechanisms),
        preprints=reviewed(draft.preprints),
        further=reviewed(draft.further),  # what people rated too low to be shown
        unmade=(),
    )


def lacking(approvers: Iterable[str], authors: Collection[str], *, two_persons: bool) -> str:
    """What the edition lacks, such as "a person's approval"; empty when there are enough.

    One approval is enough. Where two persons are asked for, one must come from somebody who
    wrote none of the edition's words and made none of its decisions (digest.md §6, §8).
    """
    theirs = {folded_name(author) for author in authors}
    given = [folded_name(approver) for approver in approvers]
    if any(one not in theirs for one in given) or (given and not two_persons):
        return ""
    if not (two_persons and theirs):
        return "a person's approval"
    did = ", ".join(sorted(author.strip() for author in authors))
    return f"the approval of somebody who wrote and decided nothing in it; these did: {did}"

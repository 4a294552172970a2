"""Changes to what we say: proposed by one person, settled by another, never lost.

A proposal names the version that it changes. Confirming, the yearly look, changes no word and
needs one person (digest.md §5: a decision per statement a year).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from litwatch.curriculum.evidence import check_evidence
from litwatch.curriculum.refused import Refused, check_words
from litwatch.curriculum.resting import flags
from litwatch.curriculum.wordings import YEAR, Wording, find, wordings
from litwatch.errors import NeedsPerson
from litwatch.records.reviewers import same_person
from litwatch.store import Tx, catalog
from litwatch.store.statements import Settlement, Version, append_version, settle_version
from litwatch.watch import Watch
from litwatch.watch.modules import StatementStatus


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody proposes. None keeps what stands; an empty `text` keeps the words.

    Other words are `found` where they rest on a work or a named source, and else a `draft`:
    only one who gives the page may call them the national guidance's. With `retire` the
    message is no longer said, and `say_now` is said instead.
    """

    text: str = ""
    why: str
    pmids: tuple[str, ...] | None = None
    source: str | None = None
    status: StatementStatus | None = None
    ks_page: str | None = None
    retire: bool = False
    say_now: str = ""


class Moved(NeedsPerson):
    """The message has another version, or a proposal, that the writer had not seen."""

    def __init__(self, message: str, remedy: str, wording: Wording) -> None:
        super().__init__(message, remedy)
        self.wording = wording


def propose(
    tx: Tx, watch: Watch, statement_id: str, change: Change, *, changes: int, by: str, now: datetime
) -> Version:
    """Keep a proposed change of version `changes`; sent twice it is kept once.

    Raises Refused for an unknown message, a missing name, reason or source, works that may
    not bear a message, no change at all or patient data, and Moved when the message has moved
    on or another proposal waits.
    """
    wording, who = _asked(tx, watch, statement_id, by)
    wanted = msgspec.structs.replace(
        _wanted(wording.now, change),
        version=_next(wording),
        state="proposed",
        proposed_by=who,
        proposed_at=now,
    )
    waiting = wording.proposal
    if waiting is not None:
        if same_person(waiting.proposed_by, who) and _words(waiting) == _words(wanted):
            return waiting
        raise Moved(
            f"{statement_id} has a proposal already, by {waiting.proposed_by}",
            "Settle that one first.",
            wording,
        )
    if wording.now.version != changes:
        raise _moved_on(wording, changes)
    _check(wording, wanted)
    _check_bearing(tx, wording, wanted)
    if not wording.now.id:
        append_version(tx, msgspec.structs.replace(wording.now, settled_at=now))
    return append_version(tx, wanted)


def settle(
    tx: Tx,
    watch: Watch,
    statement_id: str,
    outcome: Settlement,
    *,
    version: int,
    by: str,
    now: datetime,
) -> Version:
    """Put the proposed version in force or refuse it; sent twice it is settled once.

    One may take one's own proposal back (`refused`), but only another person puts it in force.
    Raises Refused for the same person, an unknown message or one without this proposal; Moved
    when somebody else has settled it otherwise.
    """
    wording, who = _asked(tx, watch, statement_id, by)
    waiting = wording.proposal
    if waiting is None or waiting.version != version:
        return _settled_already(wording, outcome, version, who)
    if outcome == "in_force":
        if same_person(waiting.proposed_by, who):
            raise Refused(
                "own_proposal",
                f"{who} proposed this change to {statement_id}",
                "A change needs two people: ask a colleague to settle it.",
            )
        _check_bearing(tx, wording, waiting)  # a work may have fallen since it was proposed
    settled = msgspec.structs.replace(
        waiting,
        state=outcome,
        settled_by=who,
        settled_at=now,
        due=(now + YEAR).date() if outcome == "in_force" else None,
    )
    settle_version(tx, settled)
    return settled


def confirm(
    tx: Tx, watch: Watch, statement_id: str, *, version: int, why: str = "", by: str, now: datetime
) -> Version:
    """Keep that the words still hold: a version with the same text, due again in a year.

    Raises Refused for an unknown message, one that is no longer said or one that rests on a
    retracted work; Moved when it has moved on or a proposal waits.
    """
    wording, who = _asked(tx, watch, statement_id, by)
    standing = wording.now
    if standing.lifecycle == "retired":
        raise Refused(
            "retired", f"{statement_id} is no longer said", "There is nothing to confirm."
        )
    if standing.version == version + 1 and _is_confirmation(wording, who):
        return standing  # the form was sent twice
    if wording.proposal is not None:
        raise Moved(
            f"{statement_id} has a proposal, by {wording.proposal.proposed_by}",
            "Settle that one first.",
            wording,
        )
    if standing.version != version:
        raise _moved_on(wording, version)
    if any(flag.fallen for flag in flags(wording, catalog.states(tx, standing.pmids))):
        raise Refused(
            "rests_on_fallen",
            f"{statement_id} rests on a work that has been retracted",
            "Revise it: take the work away, or say something else.",
        )
    check_words(why, "the reason")
    if not standing.id:
        append_version(tx, msgspec.structs.replace(standing, settled_at=now))
    confirmed = msgspec.structs.replace(
        standing,
        version=_next(wording),
        why=why.strip(),
        proposed_by=who,
        proposed_at=now,
        settled_by=who,
        settled_at=now,
        due=(now + YEAR).date(),
    )
    return append_version(tx, confirmed)


def _asked(tx: Tx, watch: Watch, statement_id: str, by: str) -> tuple[Wording, str]:
    who = " ".join(by.split())
    if not who:
        raise Refused(
            "no_name",
            "a change to a key message needs a name",
            "Give --reviewer NAME or set LITWATCH_REVIEWER.",
        )
    return find(wordings(tx, watch), statement_id), who


def _wanted(standing: Version, change: Change) -> Version:
    text = " ".join(change.text.split()) or standing.text
    pmids = standing.pmids if change.pmids is None else tuple(dict.fromkeys(change.pmids))
    source = standing.source if change.source is None else " ".join(change.source.split())
    page = standing.ks_page if change.ks_page is None else " ".join(change.ks_page.split())
    if change.status is not None:
        status = change.status
    elif text == standing.text:
        status = standing.status
    else:
        status = "found" if pmids or source else "draft"
    return Version(
        statement=standing.statement,
        text=text,
        status=status,
        ks_page=page if status == "ks_summary" else "",
        source=source,
        lifecycle="retired" if change.retire else "active",
        say_now=" ".join(change.say_now.split()) if change.retire else "",
        why=" ".join(change.why.split()),
        pmids=pmids,
    )


def _check(wording: Wording, wanted: Version) -> None:
    if not wanted.why:
        raise Refused("no_reason", f"a change to {wording.id} needs a reason", "Say why.")
    if _words(wanted) == _words(msgspec.structs.replace(wording.now, why=wanted.why)):
        raise Refused(
            "unchanged",
            f"nothing in {wording.id} is changed",
            "Confirm it, if the words still hold.",
        )
    if wanted.lifecycle == "retired" and not wanted.say_now:
        raise Refused(
            "no_say_now",
            f"{wording.id} cannot be retired without other words",
            "Give what to say instead.",
        )
    if not wanted.pmids and not wanted.source and wanted.status != "draft":
        raise Refused(
            "no_source",
            f"a change to {wording.id} needs a source",
            "Give a PMID or name the source.",
        )
    if wanted.status == "ks_summary" and wanted.text != wording.text and not wanted.ks_page:
        raise Refused(
            "no_page", "the national guidance's words need the page they stand on", "Give the page."
        )
    for words, what in (
        (wanted.text, "the wording"),
        (wanted.why, "the reason"),
        (wanted.source, "the source"),
        (wanted.say_now, "what to say instead"),
    ):
        check_words(words, what)


def _check_bearing(tx: Tx, wording: Wording, wanted: Version) -> None:
    """What we go on saying rests on nothing that has fallen; what we retire may have done so."""
    known = wording.now.pmids
    fresh = [pmid for pmid in wanted.pmids if pmid not in known]
    check_evidence(tx, fresh if wanted.lifecycle == "retired" else wanted.pmids, known=known)


def _words(version: Version) -> Sequence[object]:
    """What a person wrote in a proposal, for comparing."""
    return (
        version.text,
        version.why,
        version.pmids,
        version.source,
        version.status,
        version.ks_page,
        version.lifecycle,
        version.say_now,
    )


def _next(wording: Wording) -> int:
    settled = (*wording.earlier, wording.now, *wording.refused)
    return max(one.version for one in settled) + 1


def _is_confirmation(wording: Wording, who: str) -> bool:
    now = wording.now
    return same_person(now.proposed_by, who) and same_person(now.settled_by, who)


def _settled_already(wording: Wording, outcome: Settlement, version: int, who: str) -> Version:
    every = (*wording.earlier, wording.now, *wording.refused)
    settled = next((one for one in every if one.version == version and one.settled_by), None)
    if settled is None:
        raise Refused(
            "nothing_waits",
            f"{wording.id} has no proposed version {version}",
            f"`litwatch statement show {wording.id}` tells what waits.",
        )
    if settled.state == outcome and same_person(settled.settled_by, who):
        return settled
    raise Moved(
        f"version {version} of {wording.id} is {settled.state.replace('_', ' ')} already, "
        f"by {settled.settled_by}",
        "Look at it anew.",
        wording,
    )


def _moved_on(wording: Wording, seen: int) -> Moved:
    return Moved(
        f"{wording.id} is version {wording.now.version} by now, not {seen}",
        "Look at the new wording and propose your change to it.",
        wording,
    )

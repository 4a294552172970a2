"""The words that the pages of key messages use for what the ledger names by a word of its own."""

from __future__ import annotations

from litwatch.curriculum.refused import Refused
from litwatch.curriculum.resting import Flag
from litwatch.curriculum.wordings import Wording
from litwatch.language import Speech
from litwatch.store.statements import Kind, Relation
from litwatch.web.pages import local


def origin(say: Speech, one: Wording) -> str:
    """Whose word it is; a new study never looks like the national guidance."""
    _ = say._
    if one.origin == "guidance":
        page = one.now.ks_page
        return (
            _("The national guidance, page {page}", page=page)
            if page
            else _("The national guidance, page not given")
        )
    return {"study": _("New study"), "other": _("Another source"), "draft": _("Draft")}[one.origin]


def mark_of(one: Wording) -> str:
    """The class of the mark that tells the origin: a draft is dashed."""
    return "pencil" if one.origin == "draft" else ""


def standing(say: Speech, one: Wording) -> str:
    """Since when the words stand, and when somebody last looked at them."""
    _ = say._
    since, looked = one.since, one.looked_at
    if looked is None:
        return _("As the watch began with it. Nobody has looked at it yet.")
    day = say.day(local(looked))
    if since is None:
        return _("Unchanged from the start, looked at {day}.", day=day)
    if since == looked:
        return _("In force since {day}.", day=day)
    return _("In force since {since}, looked at {day}.", since=say.day(local(since)), day=day)


def weakness(say: Speech, flag: Flag) -> str:
    """What gives way under a message, as a mark says it."""
    _ = say._
    if flag.weakness == "no_source":
        return _("No source")
    if flag.weakness == "one_source":
        return _("Rests on one source")
    return _("A source has changed")


def mark_of_weakness(flag: Flag) -> str:
    """The class of that mark: as the state of the source looks everywhere."""
    if flag.weakness != "changed_source":
        return ""
    if flag.fallen:
        return "retracted"
    return "concern" if any(state == "concern" for _, state in flag.works) else "corrected"


def kind(say: Speech, of: Kind) -> str:
    """What a record says of a message."""
    _ = say._
    return {
        "supports": _("supports"),
        "nuances": _("nuances"),
        "contradicts": _("contradicts"),
        "new": _("new"),
        "none": _("nothing"),
    }[of]


def counted(say: Speech, said: tuple[Relation, ...]) -> str:
    """`2 studier stödjer, 1 nyanserar`; empty where nobody has said anything."""
    n = say.n
    number = {of: sum(one.kind == of for one in said) for of in ("supports", "nuances")}
    number["contradicts"] = sum(one.kind == "contradicts" for one in said)
    parts = []
    if number["supports"]:
        parts.append(n("{count} study supports", "{count} studies support", number["supports"]))
    if number["nuances"]:
        parts.append(n("{count} nuances", "{count} nuance", number["nuances"]))
    if number["contradicts"]:
        parts.append(n("{count} contradicts", "{count} contradict", number["contradicts"]))
    return f"{', '.join(parts)}." if parts else ""


def fault(say: Speech, error: Refused) -> str:
    """Why a word was not kept, in the reader's language."""
    _ = say._
    about = error.about
    return {
        "no_name": _("The change needs a name: set LITWATCH_REVIEWER or log in."),
        "no_reason": _("Write the reason."),
        "unchanged": _("Nothing is changed. Confirm the message if the words still hold."),
        "no_say_now": _("Write what to say instead."),
        "no_source": _("Give a PMID or name the source."),
        "no_page": _("Give the page where the national guidance says it."),
        "patient_data": _("It looks as if a personal identity number stands there. Take it away."),
        "own_proposal": _("You proposed this yourself. A change needs two people."),
        "nothing_waits": _("No such proposal waits."),
        "retired": _("We no longer say this."),
        "rests_on_fallen": _("It rests on a retracted work. Revise it instead."),
        "unknown_record": _("There is no record {id} here. Fetch or import it first.", id=about),
        "fallen": _("{id} is retracted or withdrawn. Nothing we say may rest on it.", id=about),
        "preprint": _("{id} is a preprint. Wait for the published article.", id=about),
        "protocol": _("{id} is a study protocol and no evidence.", id=about),
        "unknown_kind": _("Choose what the study says of the message."),
        "nothing_said": _("There is nothing to take back."),
        "unknown_message": _("There is no such key message."),
        "new_without_message": _("Something new has no key message yet."),
    }[error.fault]

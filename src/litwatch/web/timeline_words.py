"""What happened to a record, told in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby

import msgspec

from litwatch.language import Speech
from litwatch.records.state_words import state_label
from litwatch.store.timeline import Event
from litwatch.web.facet_list import Names
from litwatch.web.pages import local


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a timeline: a sentence, words that somebody wrote, and where it leads.

    `foreign`: the quote is a source's, in English, and not a person's. `machine`: a proposal.
    """

    words: str
    quote: str = ""
    foreign: bool = False
    link: str = ""
    link_words: str = ""
    machine: bool = False


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """What happened on a day, in Stockholm."""

    day: date
    moments: tuple[Moment, ...]


def days(events: Iterable[Event], names: Names, say: Speech) -> tuple[Day, ...]:
    """The timeline by day, the last day first."""
    ordered = sorted(events, key=lambda event: event.at)
    found = [
        Day(day=day, moments=tuple(_moment(event, names, say) for event in some))
        for day, some in groupby(ordered, key=lambda event: local(event.at))
    ]
    return tuple(reversed(found))


def _moment(event: Event, names: Names, say: Speech) -> Moment:
    tellers = {
        "notice": _notice,
        "found": _found,
        "tagged": _tagged,
        "decided": _decided,
        "asked": _asked,
        "answered": _answered,
        "same_work": _same_work,
        "edition": _edition,
        "wrote": _wrote,
    }
    teller = tellers.get(event.kind)
    return teller(event, names, say) if teller else _plain(event, names, say)


def _plain(event: Event, names: Names, say: Speech) -> Moment:
    _, said, by = say._, event.said, event.by
    match event.kind:
        case "stored":
            return Moment(words=_("First seen by litwatch."))
        case "gone":
            return Moment(words=_("PubMed no longer has it. Our copy stays."))
        case "came":
            return Moment(words=_("Came from {source}.", source=_source(said["source"], names)))
        case "revised":
            return Moment(words=_revised(said, say))
        case "predicted":
            words = _(
                "The model {model} called it {band} ({score}).",
                model=by,
                band=names.value("band", said["band"]),
                score=say.number(said["score"], 2),
            )
            return Moment(words=words, machine=True)
        case "useful":
            words = _("Usefulness {score}, by {rule}.", score=say.number(said["score"], 2), rule=by)
            return Moment(words=words, machine=True)
        case "proposed":
            tags = ", ".join(names.value(facet, value) for facet, value in said["tags"])
            return Moment(words=_("The machine proposed: {tags}.", tags=tags), machine=True)
        case "taken_back":
            verdict = names.value("verdict", said["verdict"])
            return Moment(words=_("{name} took back: {verdict}.", name=by, verdict=verdict))
        case "rated":
            return Moment(words=_rated(event, say))
        case "noted":
            return Moment(words=_("Note by {name}:", name=by), quote=said["text"])
        case "resolved":
            how = {
                "talk": _("by talking"),
                "third": _("by a third person"),
                "rule": _("by a rule"),
            }[said["how"]]
            words = _("{name} resolved a disagreement {how}.", name=by, how=how)
            return Moment(words=words, quote=said["words"])
        case "related":
            return _related(event, say)
        case "alert":
            state = state_label(say, said["state"])
            words = _("An alert was opened, since we use it: {state}.", state=state)
            return Moment(words=words, link="/alerts", link_words=_("To the alerts"))
        case "closed":
            return Moment(words=_("{name} has closed the alarm.", name=by), quote=said["reason"])
        case _:  # acknowledged
            return Moment(words=_("{name} has seen the alert.", name=by), quote=said["reason"])


def _source(source: str, names: Names) -> str:
    return source.removeprefix("file:") if ":" in source else names.value("source", source)


def _found(event: Event, names: Names, say: Speech) -> Moment:
    said = event.said
    part = f" {said['part']}" if said["part"] else ""
    words = say._(
        "Found by the search {topic}, version {version}, for {first} to {last}.",
        topic=names.value("topic", said["topic"]) + part,
        version=said["version"],
        first=say.day(said["first"]),
        last=say.day(said["last"]),
    )
    return Moment(words=words, link="/strategies", link_words=say._("To the searches"))


def _revised(said: dict[str, object], say: Speech) -> str:
    _ = say._
    fields = {
        "title": _("title"),
        "title_html": _("title"),
        "abstract": _("abstract"),
        "authors": _("authors"),
        "journal": _("journal"),
        "mesh": "MeSH",
        "keywords": _("keywords"),
        "publication_types": _("publication types"),
        "notices": _("notices"),
        "published": _("publication date"),
        "doi": "DOI",
        "pmcid": "PMCID",
        "status": _("status in PubMed"),
        "revised": _("revision date"),
    }
    changed = said["changed"]
    listed = changed if isinstance(changed, tuple) else ()
    told = ", ".join(dict.fromkeys(fields.get(str(name), str(name)) for name in listed))
    if said["reread"]:
        return _("Read again by a better reader; changed: {fields}.", fields=told)
    return _("A new copy came; changed: {fields}.", fields=told)


def _notice(event: Event, names: Names, say: Speech) -> Moment:
    _, said = say._, event.said
    kinds = {
        "retraction": _("a retraction"),
        "partial_retraction": _("a partial retraction"),
        "retracted_republished": _("a retraction with republication"),
        "withdrawal": _("a withdrawal"),
        "concern": _("an expression of concern"),
        "erratum": _("a correction"),
        "corrected_republished": _("a corrected republication"),
        "update": _("an update"),
        "republished": _("a republication"),
        "comment": _("a comment"),
    }
    kind = kinds.get(said["type"], str(said["kind"]))
    sentence = {
        "in": _("Notice first seen: there is {kind} of this record.", kind=kind),
        "of": _("Notice first seen: this record is {kind} of another work.", kind=kind),
    }.get(said["direction"] or "", _("Notice first seen: {kind}.", kind=kind))
    link = f"/records/{said['pmid']}" if said["pmid"] else ""
    link_words = f"PMID {said['pmid']}" if link else ""
    quote = said["citation"] or said["note"]
    return Moment(words=sentence, quote=quote, foreign=True, link=link, link_words=link_words)


def _tagged(event: Event, names: Names, say: Speech) -> Moment:
    said = event.said
    facet, value = names.facet(said["facet"]), names.value(said["facet"], said["value"])
    if said["state"] == "rejected":
        words = say._(
            "{name} rejected the tag {facet}: {value}.", name=event.by, facet=facet, value=value
        )
    else:
        words = say._(
            "{name} set the tag {facet}: {value}.", name=event.by, facet=facet, value=value
        )
    return Moment(words=words)


def _decided(event: Event, names: Names, say: Speech) -> Moment:
    verdict = names.value("verdict", event.said["verdict"])
    if event.said["stands"]:
        words = say._("{name} decided: {verdict}.", name=event.by, verdict=verdict)
    else:
        words = say._(
            "{name} decided: {verdict} (later taken back).", name=event.by, verdict=verdict
        )
    return Moment(words=words, quote=event.said["reason"])


def _rated(event: Event, say: Speech) -> str:
    _ = say._
    said = event.said
    audience = {"vardcentral": _("health centre"), "primarvardsrehab": _("primary care rehab")}
    scale = {"relevance": _("relevance"), "newsworthiness": _("newsworthiness")}
    return _(
        "{name} rated {scale} for {audience}: {value} of 7.",
        name=event.by,
        scale=scale[said["scale"]],
        audience=audience[said["audience"]],
        value=said["value"],
    )


def _related(event: Event, say: Speech) -> Moment:
    _, said = say._, event.said
    relations = {
        "supports": _("supports"),
        "nuances": _("nuances"),
        "contradicts": _("contradicts"),
        "new": _("asks for a new message"),
        "none": _("no longer bears on"),
    }
    words = _(
        "{name}: it {relation} {statement}.",
        name=event.by,
        relation=relations[said["relation"]],
        statement=said["statement"] or _("(not written yet)"),
    )
    link = "/statements" if said["statement"] else ""
    return Moment(words=words, quote=said["why"], link=link, link_words=_("To the key messages"))


def _asked(event: Event, names: Names, say: Speech) -> Moment:
    _, said = say._, event.said
    if said["kind"] == "second":
        return Moment(words=_("A second reading was asked for."))
    experts = {
        "specialist": _("Karolinska’s post-infectious clinic"),
        "child_specialist": _("a specialist on children"),
        "rpo": _("the regional programme (RPO)"),
    }
    words = _(
        "{name} asked {expert} for advice:",
        name=event.by,
        expert=experts.get(said["role"], said["role"]),
    )
    return Moment(words=words, quote=said["words"])


def _answered(event: Event, names: Names, say: Speech) -> Moment:
    if event.said["kind"] == "second":
        return Moment(words=say._("The second reading was closed."))
    return Moment(words=say._("Answer by {name}:", name=event.by), quote=event.said["answer"])


def _same_work(event: Event, names: Names, say: Speech) -> Moment:
    _, said = say._, event.said
    sentence = {
        "certain": _("The same work as another record."),
        "proposed": _("Perhaps the same work as another record."),
        "confirmed": _("{name} confirmed: the same work as another record.", name=event.by),
        "rejected": _("{name} said: not the same work as another record.", name=event.by),
    }[said["state"]]
    return Moment(words=sentence, link=f"/records/{said['other']}", link_words=said["other"])


def _edition(event: Event, names: Names, say: Speech) -> Moment:
    month, revision = event.said["month"], event.said["revision"]
    words = say._("Published in the edition of {month}.", month=say.month(month))
    if revision > 1:
        words = say._("Published in the corrected edition of {month}.", month=say.month(month))
    link_words = say._("To the edition")
    return Moment(words=words, link=f"/editions/{month}", link_words=link_words)


def _wrote(event: Event, names: Names, say: Speech) -> Moment:
    _ = say._
    fields = {
        "minute": _("one-minute line"),
        "bottom_line": _("bottom line"),
        "population": _("who took part"),
        "intervention": _("what was done"),
        "result": _("result"),
        "pem_in_sample": _("PEM among those who took part"),
        "worsening": _("worsening"),
        "limitations": _("limitations"),
        "certainty": _("certainty"),
        "calculation": _("calculation"),
        "meaning": _("what it means for us"),
    }
    words = _(
        "{name} wrote for the edition of {month} ({field}):",
        name=event.by,
        month=say.month(event.said["month"]),
        field=fields.get(event.said["field"], event.said["field"]),
    )
    return Moment(words=words, quote=event.said["text"])

"""An invented edition with something in every part, on which a look is tried."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import get_args

from litwatch.digest.edition import (
    AUDIENCES,
    Also,
    Design,
    Edition,
    Field,
    Item,
    Link,
    NoticeLine,
    Outside,
    Proposal,
    Replaced,
    Written,
)
from litwatch.digest.key_messages import Fallen, Happened, MessageLine, Said, Unsettled
from litwatch.digest.method import Agreement, Cell, Count, Flow, Method, StrategyLine, Volume
from litwatch.digest.names import Name

_MONTH, _DAY = "2000-01", date(2000, 1, 31)


def specimen(*, reviewed: bool) -> Edition:
    """A month of one invented work that stands everywhere: a correction that people have read,
    or the draft of it."""
    name = Name(id="invented", sv="påhittad", en="invented")
    item = _item(name, reviewed=reviewed)
    notice = NoticeLine(item=item, type="retraction", seen=_DAY, used=True)
    return Edition(
        month=_MONTH,
        revision=2 if reviewed else 1,
        correction="Invented." if reviewed else "",
        trial=not reviewed,
        state="published" if reviewed else "draft",
        made_at=datetime(2000, 2, 1, tzinfo=UTC),
        published_on=_DAY if reviewed else None,
        messages=tuple(_message(one) for one in get_args(Happened)),
        unsettled=(Unsettled(id="m01s1", version=2, pmids=("1",)),),
        fallen=(Fallen(id="m01s1", text="Invented.", works=("1",)),),
        differing=("1",),
        notices=(notice,),
        primary_care=(item,),
        rehabilitation=(item,),
        children=(item,),
        older=(item,),
        sex_reported=(1, 1),
        other_conditions=(Count(name=name, count=1), Count(name=name, count=0, searched=False)),
        guidelines=(item,),
        outside=(
            Outside(id=1, body="Invented", title="Invented", link="https://example.org", day=_DAY),
        ),
        upcoming=(item,),
        debate=(item,),
        mechanisms=(item,),
        preprints=(item,),
        absent=(name,),
        replaced=(Replaced(id="1", by="2", title="Invented"),),
        waiting=(item,),
        unmade=((_MONTH, 1),),
        further=(item,),
        flow=Flow(hits=9, unique=8, new=7, likely=6, read=5, included=4, items=1, carried=1),
        volumes=(Volume(topic=name, months=(("1999-12", 1), (_MONTH, 2))),),
        evidence=(Cell(topic=name, design=name, count=1),),
        method=_method(name),
    )


def _item(name: Name, *, reviewed: bool) -> Item:
    written = [Written(field=field, text="Invented.") for field in get_args(Field)]
    written += [Written(field="meaning", text="Invented.", audience=one) for one in AUDIENCES]
    return Item(
        id="90000001",
        pmid="90000001",
        doi="10.9999/invented",
        pmcid="PMC9000001",
        title="An invented work",
        authors=("Invented A",),
        journal="Invented",
        year=2000,
        reference="Invented A. An invented work. Invented. 2000.",
        topics=(name,),
        state="corrected",
        design=Design(name=name, level="2", source="pt"),
        flags=(name,),
        populations=(name,),
        audiences=AUDIENCES,
        band="likely",
        score=0.9,
        reviewed=reviewed,
        verdict="include" if reviewed else None,
        reviewer_role="invented" if reviewed else "",
        reviewed_on=_DAY if reviewed else None,
        written=tuple(written) if reviewed else (),
        proposals=tuple(Proposal(field=field, quote="Invented.") for field in get_args(Field)),
        links=(Link(direction="in", pmid="90000002"), Link(direction="of", doi="10.9999/other")),
        also=(Also(id="90000003", pmid="90000003", preprint=True),),
        carried_from="1999-12",
        says=(
            Said(kind="supports", statement="m01s1", text="Invented.", why="Invented."),
            Said(kind="new", why="Invented."),
        ),
    )


def _message(happened: Happened) -> MessageLine:
    return MessageLine(
        id="m01s1",
        happened=happened,
        version=2,
        text="Invented.",
        before="Invented before." if happened == "changed" else "",
        say_now="Invented instead." if happened == "retired" else "",
        why="Invented.",
        origin="guidance",
        page="1",
        source="Invented",
        pmids=("90000001", "doi:10.9999/invented"),
        on=_DAY,
    )


def _method(name: Name) -> Method:
    strategy = StrategyLine(
        topic=name, version="1", hits=1, fetched=1, known=0, missing=0, complete=True
    )
    return Method(
        strategies=(strategy,),
        searched_from=date(2000, 1, 1),
        searched_to=_DAY,
        fetched_on=_DAY,
        model="invented",
        schema="invented",
        litwatch="0",
        roles=("invented",),
        failures=("Invented.",),
        unsearched=(name,),
        agreement=Agreement(read=2, twice=2, same=1, kappa=0.5, low=0.1, high=0.9),
    )

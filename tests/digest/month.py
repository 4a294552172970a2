"""An invented month: every study, number and name in it is made up."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Literal

import msgspec

from litwatch.digest import select
from litwatch.digest.edition import Edition, Outside
from litwatch.digest.key_messages import Ledger, MessageLine, Said
from litwatch.digest.method import Agreement, Cell, Volume
from litwatch.digest.names import Name
from litwatch.records import (
    Author,
    Decision,
    Doi,
    Journal,
    Notice,
    PartialDate,
    Pmcid,
    Pmid,
    Prediction,
    PublicationType,
    Record,
    Section,
    State,
    Tag,
    Verdict,
)
from litwatch.watch import load_watch

MONTH = "2026-10"
NOW = datetime(2026, 11, 1, 6, 10, tzinfo=UTC)
WATCH = load_watch()


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    record: Record
    topics: tuple[str, ...] = ("postcovid",)
    tags: tuple[Tag, ...] = ()
    prediction: Prediction | None = None
    decision: Decision | None = None
    decision_id: int | None = None
    notices: tuple[Notice, ...] = ()
    state: State = "ok"
    role: str = "watched"
    first_seen: datetime = datetime(2026, 10, 12, 4, 0, tzinfo=UTC)
    work: tuple[Any, ...] = ()


class Window(msgspec.Struct, frozen=True, kw_only=True):
    topic: str
    part: str = ""
    version: str = "1.0.0"
    first: date = date(2026, 10, 1)
    last: date = date(2026, 10, 31)
    count: int = 0
    fetched: int = 0
    known: int = 0
    missing: int = 0
    state: str = "complete"
    closed_at: datetime | None = NOW


class Row(msgspec.Struct, frozen=True, kw_only=True):
    record_id: str
    field: str
    text: str
    audience: str = ""
    role: str = "fysioterapeut"
    at: datetime = datetime(2026, 10, 27, 9, 0, tzinfo=UTC)
    version: int = 1


def record(pmid: int, title: str, *abstract: tuple[str, str], **fields: Any) -> Record:
    """A record of the month with what every item needs; `fields` replace any of it."""
    base = Record(
        pmid=Pmid(str(pmid)),
        doi=Doi(f"10.9999/example.{pmid}"),
        title=title,
        abstract=tuple(Section(label=label, category=label, text=text) for label, text in abstract),
        journal=Journal(title="Example Journal of Primary Care", iso="Ex J Prim Care"),
        published=PartialDate(year=2026, month=10, raw="2026 Oct"),
        created=date(2026, 10, 12),
        authors=(Author(last="Exempel", initials="A"), Author(last="Prov", initials="B")),
        languages=("eng",),
    )
    return msgspec.structs.replace(base, **fields)


def entry(
    found: Record,
    *tags: str,
    verdict: Verdict | None = None,
    score: float = 0.9,
    **fields: Any,
) -> Entry:
    """An entry; tags are written `facet:value`, the design's evidence is taken as PubMed's."""
    band: Literal["likely", "uncertain", "unlikely"] = (
        "likely" if score >= 0.5 else "uncertain" if score >= 0.1 else "unlikely"
    )
    decision = verdict and Decision(
        record_id=found.id,
        verdict=verdict,
        reviewer="A. Exempel",
        at=datetime(2026, 10, 27, 8, 0, tzinfo=UTC),
    )
    base = Entry(
        record=found,
        tags=tuple(
            Tag(facet=facet, value=value, evidence=("Publication type: Example",))
            for facet, value in (tag.split(":") for tag in tags)
        ),
        prediction=Prediction(record_id=found.id, model="example-1", score=score, band=band),
        decision=decision or None,
        decision_id=int(found.id) % 1000 if decision else None,
        state=found.state(),
    )
    return msgspec.structs.replace(base, **fields)


PACING = record(
    90000001,
    "Physiotherapist-led pacing for long COVID in primary care: a randomised trial.",
    ("METHODS", "We randomised 184 adults at 12 practices to six visits or to usual care."),
    (
        "RESULTS",
        "Fatigue was 18.2 versus 19.3 points of 33 (difference -1.1, 95% CI -2.9 to 0.7). "
        "Lasting worsening was reported by 11 and 14 participants; 161 were followed for "
        "six months. PEM was present in 58%, and 71% were women.",
    ),
    ("CONCLUSIONS", "Pacing did not clearly reduce fatigue."),
    pmcid=Pmcid("PMC9000001"),
)
SEPSIS = record(
    90000002,
    "Memory complaints after sepsis: a register cohort.",
    ("METHODS", "We followed 2,140 adults, mean age 68 years, 46% women."),
    ("RESULTS", "Within a year 21% versus 14% consulted (difference 7, 95% CI 5 to 9)."),
    ("CONCLUSIONS", "Primary care meets memory complaints after sepsis."),
    title_html="Memory complaints after <i>sepsis</i>: a register cohort.",
)
BREATHING = record(
    90000003,
    "Group breathing training after covid-19: a pilot randomised trial.",
    ("METHODS", "A total of 120 adults were assigned to weekly groups or to written advice."),
    ("RESULTS", "Breathlessness fell by 1.8 points (95% CI 0.2 to 3.4) on a scale of 0 to 20."),
    ("CONCLUSIONS", "Group breathing training is feasible after covid-19."),
)
REVIEW = record(
    90000004,
    "School attendance after infection in adolescents with lasting fatigue: a systematic "
    "review with a deliberately long title, kept to see how two or three lines of heading "
    "behave on a narrow screen and in print.",
    ("METHODS", "We searched five databases and included 14 studies with 3,310 adolescents."),
    (
        "RESULTS",
        "Attendance was lower in 11 of 14 studies; pooled risk ratio 0.71 (95% CI 0.60 to 0.84).",
    ),
    ("CONCLUSIONS", "Lasting fatigue goes with lower school attendance; certainty is low."),
)
PROTOCOL = record(90000005, "Heart-rate guided pacing in ME/CFS: study protocol.")
LETTER = record(
    90000006,
    "One questionnaire is not enough to measure fatigue.",
    notices=(Notice(type="comment", direction="of", pmid=Pmid("90000090"), citation="Ex J"),),
)
REPLY = record(
    90000007,
    "Authors' reply: a common measure serves patients.",
    notices=(Notice(type="comment", direction="of", pmid=Pmid("90000090"), citation="Ex J"),),
)
MUSCLE = record(90000008, "Muscle biopsies before and after cycling in 24 people with ME/CFS.")
GUIDELINE = record(90000009, "Lasting fatigue after infection: a practice guideline.")
PREPRINT = record(
    90000010,
    "Immunoadsorption in long COVID: early results.",
    publication_types=(PublicationType(name="Preprint"),),
)
RETRACTED = record(
    90000011,
    "Breathing exercises cure fatigue.",
    notices=(
        Notice(
            type="retraction", direction="in", pmid=Pmid("90000091"), first_seen=date(2026, 10, 14)
        ),
    ),
)
CONCERN = record(
    90000012,
    "Supplements and recovery.",
    created=date(2026, 3, 3),
    notices=(Notice(type="concern", direction="in", first_seen=date(2026, 10, 20)),),
)
MICE = record(90000013, "Fatigue-like behaviour in mice after infection.")

WORDS = (
    Row(
        record_id="90000001",
        field="minute",
        text="Aktivitetsanpassning hos fysioterapeut gav ingen säker skillnad i trötthet efter "
        "sex månader vid postcovid.",
    ),
    Row(
        record_id="90000001",
        field="bottom_line",
        text="Sex besök med aktivitetsanpassning hos fysioterapeut gav ingen säker skillnad i "
        "trötthet efter sex månader, jämfört med vanlig vård.",
    ),
    Row(
        record_id="90000001",
        field="population",
        text="184 vuxna på 12 mottagningar i primärvård, 71 % kvinnor.",
    ),
    Row(
        record_id="90000001",
        field="intervention",
        text="Sex besök hos fysioterapeut, jämfört med vanlig vård.",
    ),
    Row(
        record_id="90000001",
        field="result",
        text="Trötthet 18,2 mot 19,3 poäng av 33. Skillnad −1,1 (95 % KI −2,9 till 0,7).",
    ),
    Row(record_id="90000001", field="pem_in_sample", text="Förekom hos 58 %, krävdes inte."),
    Row(record_id="90000001", field="worsening", text="Ja, 11 personer mot 14."),
    Row(
        record_id="90000001",
        field="limitations",
        text="Inte blindad. 161 av 184 följdes upp. Självskattat utfall.",
    ),
    Row(
        record_id="90000001",
        field="meaning",
        audience="vardcentral",
        text="Aktivitetsanpassning kan fortsatt vara ett stöd. Lova inte minskad trötthet.",
    ),
    Row(
        record_id="90000001",
        field="meaning",
        audience="primarvardsrehab",
        text="Fråga om PEM först och följ upp försämring.",
    ),
    Row(
        record_id="90000002",
        field="bottom_line",
        text="Fler sökte vårdcentral för sämre minne efter sepsis än efter annan infektion.",
        role="allmänläkare",
    ),
    Row(
        record_id="90000002",
        field="population",
        text="2 140 vuxna, medelålder 68 år, 46 % kvinnor.",
        role="allmänläkare",
    ),
    Row(
        record_id="90000002",
        field="result",
        text="21 % mot 14 % sökte inom ett år, skillnad 7 procentenheter (95 % KI 5 till 9).",
        role="allmänläkare",
    ),
)

ENTRIES = (
    entry(
        PACING,
        "design:rct",
        "intervention:activity_pacing",
        "setting:vardcentral",
        "flags:safety_pem_check",
        "population:sex_compared",
        verdict="include",
        score=0.98,
    ),
    entry(
        SEPSIS,
        "design:cohort",
        "setting:vardcentral",
        "population:older",
        verdict="include",
        topics=("post_sepsis",),
    ),
    entry(BREATHING, "design:rct", "intervention:breathing_training", "flags:safety_pem_check"),
    entry(REVIEW, "design:systematic_review", "population:adolescents", "phase:follow_up"),
    entry(PROTOCOL, "design:protocol", topics=("me_cfs",)),
    entry(LETTER, "design:opinion", topics=("me_cfs",), notices=LETTER.notices),
    entry(REPLY, "design:opinion", topics=("me_cfs",), notices=REPLY.notices),
    entry(MUSCLE, "design:cohort", "phase:mechanism", topics=("me_cfs",)),
    entry(GUIDELINE, "design:guideline", topics=("postinfectious_general",)),
    entry(PREPRINT, "design:rct"),
    entry(RETRACTED, "design:retracted", notices=RETRACTED.notices),
    entry(
        CONCERN,
        "design:rct",
        verdict="include",
        notices=CONCERN.notices,
        first_seen=datetime(2026, 3, 4, 4, 0, tzinfo=UTC),
    ),
    entry(MICE, "design:animal_lab", "phase:mechanism", topics=("ebv_mono",), score=0.6),
)
WINDOWS = tuple(
    Window(topic=topic.id, part=part.id, count=hits, fetched=hits)
    for index, topic in enumerate(WATCH.topics)
    for part in topic.parts
    for hits in [(index * 7 + len(part.id)) % 23]
)


def edition(
    entries: tuple[Entry, ...] = ENTRIES,
    *,
    rows: tuple[Row, ...] = WORDS,
    windows: tuple[Window, ...] = WINDOWS,
    **options: Any,
) -> Edition:
    """The month selected; options go to `select`."""
    return select(
        entries,
        windows,
        rows,
        WATCH,
        **{
            "month": MONTH,
            "now": NOW,
            "model": "example-1",
            "schema": "0001",
            "litwatch": "0.1.0",
            "used": frozenset({"90000012"}),
            **options,
        },
    )


OUTSIDE = (
    Outside(
        id=1,
        body="Exempelmyndigheten",
        title="Ny sammanställning om nätbaserat stöd vid långvarig trötthet",
        link="https://example.org/sammanstallning",
        day=date(2026, 10, 7),
        words="Samma råd som förut. Avsnittet om barn är nytt.",
    ),
    Outside(
        id=2,
        body="Exempelverket",
        title="Rapport om vårdkedjor efter intensivvård",
        link="",
        day=date(2026, 10, 21),
    ),
)
AGREEMENT = Agreement(read=214, twice=58, same=47, kappa=0.71, low=0.59, high=0.83)
MONTHS = tuple(f"{year}-{month:02}" for year, month in [(2025, 11), (2025, 12)]) + tuple(
    f"2026-{month:02}" for month in range(1, 11)
)


def _topic(topic_id: str) -> Name:
    topic = next(topic for topic in WATCH.topics if topic.id == topic_id)
    return Name(id=topic.id, sv=topic.name_sv, en=topic.name_en)


def _design(value: str) -> Name:
    facet = next(facet for facet in WATCH.facets if facet.id == "design")
    found = next(one for one in facet.values if one.id == value)
    return Name(id=found.id, sv=found.sv, en=found.en)


# Nobody searched in March, and before December only two topics were watched.
VOLUMES = tuple(
    Volume(
        topic=_topic(topic.id),
        months=tuple(
            (
                month,
                None
                if month == "2026-03" or (month == "2025-11" and place > 1)
                else (97, 412, 38)[place]
                + step * (7, 19, 3)[place]
                - step**2 % 11 * (7, 9, 2)[place]
                if place < 3
                else (step * place + place**2) % 13,
            )
            for step, month in enumerate(MONTHS)
        ),
    )
    for place, topic in enumerate(WATCH.topics)
)
EVIDENCE = tuple(
    Cell(topic=_topic(topic), design=_design(design), count=count)
    for topic, counts in {
        "me_cfs": {"systematic_review": 1, "rct": 1, "cohort": 2, "cross_sectional": 4},
        "postcovid": {
            "guideline": 1,
            "meta_analysis": 3,
            "systematic_review": 6,
            "rct": 11,
            "nonrandomised_trial": 5,
            "cohort": 48,
            "case_control": 3,
            "cross_sectional": 37,
            "qualitative": 9,
            "case_report": 12,
            "narrative_review": 21,
            "economic": 1,
        },
        "post_sepsis": {"cohort": 2},
        "pics": {"rct": 1, "qualitative": 1, "cohort": 1},
        "pots_dysautonomia": {"rct": 1, "cross_sectional": 1},
    }.items()
    for design, count in counts.items()
)


# What two people changed in the ledger of key messages, and one looked at; invented.
MESSAGES = (
    MessageLine(
        id="m03s4",
        happened="changed",
        version=3,
        before="Aktivitetsanpassning minskar trötthet.",
        text="Aktivitetsanpassning kan vara ett stöd i vardagen.",
        why="Ny randomiserad studie utan säker skillnad.",
        origin="study",
        pmids=("90000001",),
        on=date(2026, 10, 28),
    ),
    MessageLine(
        id="m03s2",
        happened="confirmed",
        version=2,
        text="Fråga om försämring efter ansträngning.",
        origin="guidance",
        page="31",
        source="Påhittat kunskapsstöd",
        on=date(2026, 10, 12),
    ),
    MessageLine(
        id="m03s9",
        happened="retired",
        version=2,
        text="Öka träningen stegvis efter schema.",
        say_now="Fråga om PEM och anpassa efter vad personen tål.",
        why="Riktlinjer avråder från fast upptrappning.",
        source="Påhittad riktlinje 2026",
        on=date(2026, 10, 20),
    ),
)
SAID = {
    "90000001": (
        Said(
            kind="nuances",
            statement="m03s4",
            text="Aktivitetsanpassning kan vara ett stöd i vardagen.",
            why="Ingen säker skillnad i trötthet.",
        ),
    )
}


def full_edition(
    entries: tuple[Entry, ...] = ENTRIES, *, rows: tuple[Row, ...] = WORDS, **options: Any
) -> Edition:
    """The month with its figures, its key messages, what came from outside, and two readers."""
    kept = Ledger(messages=MESSAGES, said=SAID)
    made = edition(entries, rows=rows, ledger=kept, **options)
    return msgspec.structs.replace(
        made,
        outside=OUTSIDE,
        volumes=VOLUMES,
        evidence=EVIDENCE,
        method=msgspec.structs.replace(made.method, agreement=AGREEMENT),
    )

"""A strategy is checked before it is sent, and changes only as a version that passed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
import pytest

from litwatch.errors import SourceDown, WrongUse
from litwatch.pipeline import strategies as stage
from litwatch.pipeline.in_force import in_force
from litwatch.store import Store, strategies
from litwatch.watch import Part, Topic, Watch

NEW = '"Fatigue Syndrome, Chronic"[Mesh] OR "chronic fatigue syndrome*"[tiab] OR "brain fog"[tiab]'


@dataclass
class Answer:
    count: int = 123
    translation: str = "as written"
    warnings: tuple[str, ...] = ()


@dataclass
class PubMed:
    """Answers every search alike and remembers it."""

    answer: Answer = field(default_factory=Answer)
    asked: list[tuple[str, int]] = field(default_factory=list)

    def search(self, term: str, *, retmax: int = 9999) -> Answer:
        self.asked.append((term, retmax))
        return self.answer


def same(topic: str, part: str, query: str) -> tuple[int, int]:
    return 9, 10


def with_query(
    watch: Watch, query: str, version: str | None = None, topic: str = "me_cfs"
) -> Watch:
    """The watch with another query for a topic of one part."""

    def changed(each: Topic) -> Topic:
        if each.id != topic:
            return each
        return msgspec.structs.replace(
            each, parts=(Part(query=query, version=version or each.version),)
        )

    return msgspec.structs.replace(watch, topics=tuple(map(changed, watch.topics)))


@pytest.fixture
def registered(store: Store, watch: Watch, now: datetime) -> Store:
    with store.write() as tx:
        assert stage.register(tx, watch, now) == ()
    return store


@pytest.fixture
def propose(registered: Store, watch: Watch, now: datetime) -> Callable[..., stage.Proposal]:
    def run(query: str = NEW, **changes: str) -> stage.Proposal:
        given = {"topic": "me_cfs", "part": "", "author": "A. Ek", "reason": "A term.", **changes}
        return stage.propose(registered, watch, query=query, now=now, **given)  # type: ignore[arg-type]

    return run


def test_the_packaged_strategies_are_not_refused(watch: Watch) -> None:
    stage.refuse_broken(watch.topics, watch.mesh)


def test_a_broken_strategy_is_refused_with_place_and_mend(watch: Watch) -> None:
    broken = with_query(watch, "fatigue[tiab] OR asthma[tiabb]")
    with pytest.raises(WrongUse) as refused:
        stage.refuse_broken(broken.topics, broken.mesh)
    assert "me_cfs breaks rule S02 at line 1, column 24" in str(refused.value)
    assert "[tiabb]" in str(refused.value)
    sentence, shown, carets = refused.value.remedy.splitlines()
    assert sentence.startswith("Write [tiab]; `litwatch query check --topic me_cfs`")
    start = carets.index("^")
    assert shown[start : start + carets.count("^")] == "[tiabb]"


def test_the_files_queries_are_in_force_at_first_and_registered_once(
    registered: Store, watch: Watch, now: datetime
) -> None:
    with registered.write() as tx:
        kept = strategies.versions(tx)
        assert stage.register(tx, watch, now) == ()
        assert strategies.versions(tx) == kept
        assert in_force(tx, watch).topics == watch.topics
    assert {each.state for each in kept} == {"active"}
    assert {(e.topic, e.part) for e in kept} == {
        (t.id, p.id) for t in watch.topics for p in t.parts
    }
    assert {each.version for each in kept if each.topic == "me_cfs"} == {
        watch.topic("me_cfs").version
    }


def test_without_any_version_the_files_queries_are_used(store: Store, watch: Watch) -> None:
    with store.read() as tx:
        assert in_force(tx, watch).topics == watch.topics


def test_a_query_changed_under_its_old_number_is_told_and_not_used(
    registered: Store, watch: Watch, now: datetime
) -> None:
    changed = with_query(watch, NEW)
    with registered.write() as tx:
        (told,) = stage.register(tx, changed, now)
        assert in_force(tx, changed).topics == watch.topics
    assert told.startswith("me_cfs: the query in the watch files changed without a new version")


def test_a_new_number_in_the_files_is_proposed_and_told_until_it_is_activated(
    registered: Store, watch: Watch, now: datetime
) -> None:
    changed = with_query(watch, NEW, "9.0.0")
    with registered.write() as tx:
        (told,) = stage.register(tx, changed, now)
        assert stage.register(tx, changed, now) == (told,)
        proposed = next(v for v in strategies.versions(tx, "me_cfs") if v.state == "proposed")
        assert f"litwatch query activate {proposed.id}" in told
        assert in_force(tx, changed).topics[0].query == watch.topic("me_cfs").query
    done = stage.activate(
        registered, changed, proposed.id, client=PubMed(), recall_of=same, now=now
    )
    assert done.against == []
    with registered.write() as tx:
        assert stage.register(tx, changed, now) == ()
        topic = in_force(tx, changed).topics[0]
    assert (topic.query, topic.version) == (NEW, "9.0.0")


def test_a_new_number_without_a_new_query_changes_nothing(
    registered: Store, watch: Watch, now: datetime
) -> None:
    renumbered = with_query(watch, watch.topic("me_cfs").query, "9.0.0")
    with registered.write() as tx:
        before = strategies.versions(tx)
        assert stage.register(tx, renumbered, now) == ()
        assert strategies.versions(tx) == before


def test_a_broken_query_becomes_no_version(store: Store, watch: Watch, now: datetime) -> None:
    with store.write() as tx:
        assert stage.register(tx, with_query(watch, "asthma[tiabb]"), now) == ()
        assert strategies.versions(tx, "me_cfs") == ()


def test_a_proposal_waits_with_its_findings(propose, registered: Store, watch: Watch) -> None:
    proposal = propose(NEW + ' OR "post-viral fatigue"[tiab]')
    kept = proposal.version
    assert kept is not None
    assert (kept.state, kept.author, kept.reason) == ("proposed", "A. Ek", "A term.")
    assert strategies.number(kept.version) > strategies.number(watch.topic("me_cfs").version)
    assert kept.findings == (
        "S06 line 1, column 96: the closed form postviral fatigue is another word and is not listed",
    )
    with registered.read() as tx:
        assert in_force(tx, watch).topics == watch.topics


def test_a_proposal_with_errors_is_not_kept(propose, registered: Store) -> None:
    proposal = propose("asthma[tiabb]")
    assert proposal.version is None
    assert [found.rule for found in proposal.findings if found.severity == "error"] == ["S02"]
    with registered.read() as tx:
        assert len(strategies.versions(tx, "me_cfs")) == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"topic": "me_cs"}, "there is no topic 'me_cs'"),
        ({"part": "named"}, "has no part 'named'"),
        ({"topic": "postcovid"}, "has parts"),
        ({"author": " "}, "author"),
        ({"reason": ""}, "reason"),
    ],
)
def test_a_proposal_that_names_nothing_is_refused(propose, changes, says: str) -> None:
    with pytest.raises(WrongUse, match=says):
        propose(**changes)


def test_the_same_query_is_not_proposed_twice(propose, watch: Watch) -> None:
    with pytest.raises(WrongUse, match="which is active"):
        propose(watch.topic("me_cfs").query.replace(" OR ", "\nOR  "))
    propose()
    with pytest.raises(WrongUse, match="which is proposed"):
        propose()


def test_activation_asks_pubmed_once_and_keeps_what_was_checked(
    propose, registered: Store, watch: Watch, now: datetime
) -> None:
    pubmed = PubMed()
    version = propose().version
    done = stage.activate(registered, watch, version.id, client=pubmed, recall_of=same, now=now)
    assert pubmed.asked == [(NEW, 0)]
    assert (done.version.state, done.against) == ("active", [])
    assert done.version.findings == tuple(done.checked)
    assert "123 hits, 0 warnings; read as as written" in done.checked[1]
    with registered.read() as tx:
        topic = in_force(tx, watch).topics[0]
        states = [each.state for each in strategies.versions(tx, "me_cfs")]
    assert (topic.query, topic.version) == (NEW, version.version)
    assert states == ["retired", "active"]
    with pytest.raises(WrongUse, match="is active"):
        stage.activate(registered, watch, version.id, client=pubmed, recall_of=same, now=now)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Answer(warnings=('quoted phrase not found: "brain fog"[tiab]',)), "PubMed warns: quoted"),
        (Answer(count=0), "PubMed finds nothing"),
    ],
)
def test_pubmeds_warnings_keep_a_version_proposed(
    propose, registered: Store, watch: Watch, now: datetime, answer: Answer, says: str
) -> None:
    version = propose().version
    done = stage.activate(
        registered, watch, version.id, client=PubMed(answer), recall_of=same, now=now
    )
    assert done.version.state == "proposed"
    assert [line for line in done.against if says in line]
    with registered.read() as tx:
        assert in_force(tx, watch).topics == watch.topics


def test_worse_recall_keeps_a_version_proposed(
    propose, registered: Store, watch: Watch, now: datetime
) -> None:
    def worse(topic: str, part: str, query: str) -> tuple[int, int]:
        return (8 if query == NEW else 9), 10

    version = propose().version
    done = stage.activate(registered, watch, version.id, client=PubMed(), recall_of=worse, now=now)
    before = watch.topic("me_cfs").version
    assert done.against == [f"it finds 8 known works of 10; version {before} finds 9"]
    assert done.version.state == "proposed"


def test_offline_says_that_pubmed_was_not_asked(
    propose, registered: Store, watch: Watch, now: datetime
) -> None:
    version = propose().version
    done = stage.activate(registered, watch, version.id, client=None, recall_of=same, now=now)
    assert done.against == ["PubMed was not asked (offline); the version stays proposed"]
    assert done.version.state == "proposed"


def test_a_source_that_is_down_leaves_the_version_proposed(
    propose, registered: Store, watch: Watch, now: datetime
) -> None:
    class Down:
        def search(self, term: str, *, retmax: int = 9999) -> Answer:
            raise SourceDown("PubMed does not answer")

    version = propose().version
    with pytest.raises(SourceDown):
        stage.activate(registered, watch, version.id, client=Down(), recall_of=same, now=now)
    with registered.read() as tx:
        assert strategies.get(tx, version.id).state == "proposed"


def test_a_version_that_lint_now_refuses_is_never_sent(
    registered: Store, watch: Watch, now: datetime
) -> None:
    with registered.write() as tx:
        kept = strategies.add(
            tx,
            topic="me_cfs",
            part="",
            version="9.9.9",
            query="asthma[tiabb]",
            author="A. Ek",
            reason="From before the rule.",
            state="proposed",
            now=now,
        )
    pubmed = PubMed()
    done = stage.activate(registered, watch, kept.id, client=pubmed, recall_of=same, now=now)
    assert pubmed.asked == []
    assert [line[:3] for line in done.against] == ["S02"]


def test_parts_keep_their_own_versions(registered: Store, watch: Watch, now: datetime) -> None:
    query = watch.topic("postcovid").parts[0].query + ' OR "brain fog"[ti]'
    kept = stage.propose(
        registered,
        watch,
        topic="postcovid",
        part="named",
        query=query,
        author="A. Ek",
        reason="A term.",
        step="major",
        now=now,
    ).version
    assert kept is not None
    stage.activate(registered, watch, kept.id, client=PubMed(), recall_of=same, now=now)
    with registered.read() as tx:
        topic = in_force(tx, watch).topic("postcovid")
        active = strategies.active(tx)
    assert [part.query for part in topic.parts] == [
        query,
        *(part.query for part in watch.topic("postcovid").parts[1:]),
    ]
    assert topic.version == "2.0.0, 1.1.0"
    assert active["postcovid", "named"].version == topic.parts[0].version == kept.version == "2.0.0"
    assert active["postcovid", "persistent"].version == watch.topic("postcovid").version

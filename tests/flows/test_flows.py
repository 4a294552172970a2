"""The flows are thin: they call the pipeline, leave artifacts, and fail when a source is down."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from litwatch import doors
from litwatch.errors import NeedsPerson, SourceDown
from litwatch.pipeline.approving import approve, submit
from litwatch.pipeline.editions import draft
from litwatch.pipeline.harvest import harvest as harvest_month
from litwatch.pipeline.words import tag_record, write_text
from litwatch.review.screening import decide
from litwatch.sample.answers import Answer
from litwatch.sample.clones import Clones
from litwatch.sample.crossref import serve_crossref
from litwatch.sample.europepmc import serve_europepmc
from litwatch.sample.server import RunningServer
from litwatch.sources.eutils import Eutils
from litwatch.store import strategies

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("prefect")]
ROOT = Path(__file__).parents[2]
PubMed = Callable[[list[str]], RunningServer]


@pytest.fixture
def home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, june: list[str], pubmed_of: PubMed
) -> Path:
    """Settings for a loopback PubMed and a home of the test's own."""
    monkeypatch.setenv("LITWATCH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LITWATCH_DIGESTS", str(tmp_path / "digests"))
    monkeypatch.setenv("LITWATCH_EUTILS_URL", pubmed_of(june).url)
    monkeypatch.setenv("LITWATCH_NCBI_API_KEY", "loopback")
    return tmp_path


def newest_artifact(key: str) -> Any:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
    from prefect.client.schemas.sorting import ArtifactSort

    with get_client(sync_client=True) as client:
        return client.read_artifacts(
            artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=[key])),
            sort=ArtifactSort.CREATED_DESC,
        )[0]


def test_harvest_flow_closes_windows_and_shows_them(prefect: None, home: Path) -> None:
    from harvest import harvest  # type: ignore[import-not-found]

    result = harvest(topics=["me_cfs"], since=date(2021, 6, 1), until=date(2021, 6, 30))
    assert (result["new"], result["complete"]) == (450, True)
    assert sum(result["bands"].values()) == 450
    assert "450" in newest_artifact("harvest-windows").data


def test_a_sweep_asks_by_mesh_date_too_and_preprints_are_asked_for(
    prefect: None, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from harvest import harvest

    preprint = {
        "id": "PPR1", "source": "PPR", "doi": "10.1101/2021.06.00000001",
        "title": "Chronic fatigue syndrome after infection", "firstIndexDate": "2021-06-10",
        "firstPublicationDate": "2021-06-10", "pubTypeList": {"pubType": ["preprint"]},
    }  # fmt: skip
    with serve_europepmc([preprint]) as server:
        monkeypatch.setenv("LITWATCH_EUROPEPMC_URL", server.url)
        result = harvest(
            topics=["me_cfs"],
            since=date(2021, 6, 1),
            until=date(2021, 6, 30),
            sweep=True,
            preprints=True,
        )
    assert (result["new"], result["complete"]) == (451, True)
    rows = json.loads(newest_artifact("harvest-windows").data)
    assert {(row["source"], row["by"]) for row in rows} == {
        ("pubmed", "crdt"), ("pubmed", "mhda"), ("europepmc", "first_idate"),
    }  # fmt: skip


def test_what_pubmed_does_not_know_ends_the_run_as_the_command_ends(
    prefect: None, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from harvest import harvest

    clones = Clones(30, date(2021, 6, 1), date(2021, 6, 30))
    read_as = [""]

    def saying(tool: str, asked: Mapping[str, str]) -> Answer:
        true = clones(tool, asked)
        if tool != "esearch":
            return true
        document = json.loads(true.body)
        document["esearchresult"]["warninglist"] = {"quotedphrasesnotfound": ['"fatigeu"']}
        document["esearchresult"]["querytranslation"] = asked["term"] + read_as[-1]
        return true._replace(body=json.dumps(document).encode())

    with RunningServer(saying) as server:
        monkeypatch.setenv("LITWATCH_EUTILS_URL", server.url)
        for more in ("", ' OR "new heading"[MeSH Terms]'):
            read_as.append(more)
            with pytest.raises(NeedsPerson, match="does not know some words"):
                harvest(topics=["me_cfs"], since=date(2021, 6, 1), until=date(2021, 6, 30))
    rows = json.loads(newest_artifact("harvest-findings").data)
    told = {row["kind"]: row for row in rows}
    assert told["not known to PubMed"]["says"] == 'quoted phrase not found: "fatigeu"'
    assert 'now also "new heading"[MeSH Terms]' in told["read otherwise"]["says"]
    assert told["read otherwise"]["strategy"] == "me_cfs"
    assert "quoted phrase not found" in newest_artifact("harvest-summary").data


def test_a_known_work_that_is_newly_missed_ends_the_run(
    prefect: None, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from harvest import harvest

    dates = {"topics": ["me_cfs"], "since": date(2021, 6, 1), "until": date(2021, 6, 2)}
    harvest(**dates)
    assert "known works" in newest_artifact("harvest-summary").data
    # A version from elsewhere, never compared with the one before it.
    chosen = doors.settings()
    at = datetime(2026, 11, 3, tzinfo=UTC)
    with doors.store(chosen) as store, store.write() as tx:
        narrow = strategies.add(
            tx, topic="me_cfs", part="", version="9.0.0", query="encephalomyelitis[ti]",
            author="A. Ek", reason="Narrow.", state="proposed", now=at,
        )  # fmt: skip
        strategies.activate(tx, narrow.id, (), at)
    with pytest.raises(NeedsPerson, match="miss known works"):
        harvest(**dates)
    (row,) = json.loads(newest_artifact("harvest-findings").data)
    assert row["kind"] == "recall"
    assert row["says"].startswith("me_cfs misses now ")
    assert harvest(**dates)["complete"]  # told once; the trend keeps it


def test_harvest_flow_fails_when_pubmed_is_down(
    prefect: None, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from harvest import harvest
    from litwatch.sources import eutils

    def refuse(*_: object, **__: object) -> None:
        raise SourceDown("PubMed does not answer", "Run again.")

    monkeypatch.setattr(eutils.Eutils, "search", refuse)
    with pytest.raises(SourceDown, match="does not answer"):
        harvest(topics=["me_cfs"], since=date(2021, 6, 1), until=date(2021, 6, 30))


def test_status_flow_asks_again_for_what_is_stored(prefect: None, home: Path) -> None:
    from harvest import harvest
    from status import status  # type: ignore[import-not-found]

    harvest(topics=["me_cfs"], since=date(2021, 6, 1), until=date(2021, 6, 2))
    result = status(max_age_days=0)
    assert result == {"checked": 30, "alarms": [], "gone": []}


def test_watch_flow_tells_of_what_waits_and_sends_nothing_unasked(
    prefect: None, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from watch import watch  # type: ignore[import-not-found]

    with serve_crossref([]) as crossref, serve_europepmc([]) as europepmc:
        monkeypatch.setenv("LITWATCH_CROSSREF_URL", crossref.url)
        monkeypatch.setenv("LITWATCH_EUROPEPMC_URL", europepmc.url)
        result = watch()
    assert result["used"] > 0  # what the packaged key messages rest on
    assert (result["new"], result["waiting"], result["sent"]) == ([], 0, 0)
    assert "0 new alerts" in newest_artifact("watch-summary").data


def test_training_without_enough_decisions_ends_well_and_says_so(prefect: None, home: Path) -> None:
    from train import train  # type: ignore[import-not-found]

    result = train()
    assert result["promoted"] == []
    assert result["says"] == [
        f"{question}: 0 decisions, never trained; nothing new to learn from"
        for question in ("relevance", "usefulness")
    ]
    assert "never trained" in newest_artifact("training-summary").data


def test_served_and_deployed_flows_agree(prefect: None, monkeypatch: pytest.MonkeyPatch) -> None:
    import prefect as library

    import serve  # type: ignore[import-not-found]

    served: list[Any] = []
    monkeypatch.setattr(library, "serve", lambda *deployments: served.extend(deployments))
    serve.serve_flows()
    written = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    assert {
        (each.flow_name, each.name): (
            each.schedules[0].schedule.cron,
            each.schedules[0].schedule.timezone,
            each.parameters,
        )
        for each in served
    } == {
        (entry["entrypoint"].partition(":")[2], entry["name"]): (
            entry["schedules"][0]["cron"],
            entry["schedules"][0]["timezone"],
            entry.get("parameters", {}),
        )
        for entry in written
    }
    assert {each.concurrency_limit for each in served} == {1}
    assert all(entry["concurrency_limit"]["limit"] == 1 for entry in written)


def test_the_sweep_is_monthly_and_never_starts_with_another_flow(prefect_home: Path) -> None:
    import schedules  # type: ignore[import-not-found]

    written = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    sweep = next(entry for entry in written if entry["name"] == "sweep")
    assert sweep["parameters"] == schedules.MONTHLY == {"sweep": True, "preprints": True}
    minute, hour, day, month, weekday = schedules.SWEEP.cron.split()
    assert (month, weekday) == ("*", "*")
    assert 1 <= int(day) <= 28  # every month has it
    assert int(hour) not in {2, 3}  # where summer time changes
    others = {entry["schedules"][0]["cron"].split()[1] for entry in written if entry != sweep}
    assert hour not in others
    assert minute == "0"


def test_every_deployed_flow_exists(prefect_home: Path) -> None:
    import importlib

    deployed = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    for entry in deployed:
        path, _, name = entry["entrypoint"].partition(":")
        assert getattr(importlib.import_module(Path(path).stem), name).name == name


def test_the_digest_waits_while_pubmed_is_down_and_publishes_when_it_answers(
    prefect: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    article_xml: Callable[..., str],
    pubmed_of: PubMed,
) -> None:
    import digest as flow  # type: ignore[import-not-found]

    study = article_xml(101, "Chronic fatigue syndrome in primary care: a cohort", date(2021, 6, 3))
    monkeypatch.setenv("LITWATCH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LITWATCH_DIGESTS", str(tmp_path / "digests"))
    monkeypatch.setenv("LITWATCH_EUTILS_URL", pubmed_of([study]).url)
    monkeypatch.setenv("LITWATCH_NCBI_API_KEY", "loopback")
    approved_month(tmp_path / "digests", now=datetime.now(UTC) - timedelta(days=2))
    waits: list[str] = []
    monkeypatch.setattr(flow, "suspend_flow_run", lambda *, timeout, key: waits.append(key))

    def refuse(*_: object, **__: object) -> None:
        raise SourceDown("PubMed does not answer", "Run again.")

    with monkeypatch.context() as down:
        down.setattr(Eutils, "fetch", refuse)
        with pytest.raises(NeedsPerson, match="2021-06 is not published"):
            flow.digest("2021-06")
    assert len(waits) == 1
    assert waits[0].startswith("approval-2021-06-")
    said = newest_artifact("digest-draft").data
    assert "Not published: 2021-06 is not published, for PubMed could not be asked" in said
    assert "become of 101: PubMed does not answer" in said
    assert not (tmp_path / "digests" / "2021-06").exists()

    # PubMed is back: the resumed run starts from its first line and needs nobody once more.
    assert flow.digest("2021-06") == str(tmp_path / "digests" / "2021-06")
    assert len(waits) == 1
    assert flow.digest("2021-06") == str(tmp_path / "digests" / "2021-06")


def approved_month(digests: Path, *, now: datetime) -> None:
    """A harvested month with one finished item, drafted and approved two days ago."""
    settings = doors.settings()
    watch = doors.watch(settings)
    with doors.store(settings) as store:
        harvest_month(
            store, doors.eutils(settings), watch,
            now=now, since=date(2021, 6, 1), until=date(2021, 6, 30),
        )  # fmt: skip
        with store.write() as tx:
            decide(tx, "101", "include", reviewer="A. Kurator", now=now)
        tag_record(store, watch, "101", "design", "cohort", reviewer="A. Kurator", now=now)
        for field, text in (
            ("bottom_line", "Trötthet kvarstod hos 120 vuxna efter sex månader."),
            ("population", "120 vuxna."),
            ("pem_in_sample", "Ej mätt."),
            ("worsening", "Nämns inte i abstract."),
        ):
            write_text(
                store, "2021-06", "101", field, text,
                audience=None, reviewer="A. Kurator", role="allmänläkare", now=now,
            )  # fmt: skip
        made = draft(store, watch, "2021-06", digests=digests, lang="sv", now=now)
        assert made.gates == ()
        submit(store, watch, "2021-06", now=now)
        approve(
            store, watch, "2021-06",
            sha256=made.sha256, reviewer="B. Granskare", role="fysioterapeut",
            two_persons=False, now=now,
        )  # fmt: skip

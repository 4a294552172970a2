"""The flows are thin: they call the pipeline, leave artifacts, and fail when a source is down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from litwatch.errors import SourceDown
from litwatch.sample.server import RunningServer

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


def test_served_and_deployed_schedules_agree(prefect_home: Path) -> None:
    import schedules  # type: ignore[import-not-found]

    deployed = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    crons = {
        entry["entrypoint"].partition(":")[2]: (
            entry["schedules"][0]["cron"],
            entry["schedules"][0]["timezone"],
        )
        for entry in deployed
    }
    assert crons == {
        name: (getattr(schedules, name.upper()).cron, schedules.STOCKHOLM)
        for name in ("harvest", "status", "digest")
    }
    assert all(entry["concurrency_limit"]["limit"] == 1 for entry in deployed)


def test_every_deployed_flow_exists(prefect_home: Path) -> None:
    import importlib

    deployed = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    for entry in deployed:
        path, _, name = entry["entrypoint"].partition(":")
        assert getattr(importlib.import_module(Path(path).stem), name).name == name

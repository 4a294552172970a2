"""`litwatch works` as a user runs it: find, look, settle."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from litwatch.sample.answers import Answer
from litwatch.sample.crossref import CrossrefServer, serve_crossref

Cli = Callable[..., Any]

RIS = """TY  - JOUR
AU  - Ek, Anna
TI  - Fatigue and orthostatic intolerance a year after infection
JO  - {journal}
VL  - 3
SP  - 11
PY  - 2024
DO  - {doi}
ER  -
"""


@pytest.fixture
def imported(cli: Cli, tmp_path: Path) -> None:
    """One article under two DOIs, as a journal in two languages has it."""
    file = tmp_path / "export.ris"
    both = (("J Tests (Sv)", "10.1000/sv"), ("J Tests (Engl)", "10.1000/en"))
    file.write_text("\n".join(RIS.format(journal=name, doi=doi) for name, doi in both))
    assert cli("import", str(file)).code == 0


def test_find_list_settle(cli: Cli, imported: None) -> None:
    found = cli("works", "find", "--json")
    report = json.loads(found.out)
    assert (found.code, report["waiting"], report["certain"]) == (1, 1, [])
    assert "works settle" in found.err

    (pair,) = json.loads(cli("works", "list", "--state", "proposed", "--json").out)
    assert (pair["first"], pair["second"]) == ("doi:10.1000/en", "doi:10.1000/sv")
    assert "DOI differs" in pair["evidence"]
    assert "DOI differs" in cli("works", "list").out

    settled = cli("works", "settle", "10.1000/sv", "10.1000/en", "same", "--reviewer", "A. Kurator")
    assert (settled.code, "one work" in settled.out) == (0, True)
    done = cli("works", "find")
    assert done.code == 0
    assert "1 works have several records" in done.out
    assert json.loads(cli("works", "list", "--json").out)[0]["by"] == "A. Kurator"


def test_settle_answers_in_json_with_the_whole_work(cli: Cli, imported: None) -> None:
    arguments = ("settle", "doi:10.1000/sv", "doi:10.1000/en", "different", "--reviewer", "A")
    answer = json.loads(cli("works", *arguments, "--json").out)
    assert (answer["state"], answer["work"]) == ("rejected", ["doi:10.1000/en"])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("settle", "10.1000/sv", "10.1000/en", "same"), "reviewer"),
        (("settle", "10.1000/sv", "10.1000/en", "perhaps", "--reviewer", "A"), "perhaps"),
        (("settle", "10.1000/sv", "4", "same", "--reviewer", "A"), "no record 4"),
        (("settle", "nonsense", "4", "same", "--reviewer", "A"), "nonsense"),
        (("list", "--state", "odd"), "odd"),
    ],
)
def test_wrong_use_is_named(
    cli: Cli, imported: None, arguments: tuple[str, ...], says: str
) -> None:
    done = cli("works", *arguments)
    assert (done.code, says in done.err) == (2, True)


def test_import_compares_what_it_brings(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "export.ris"
    both = (("J Tests (Sv)", "10.1000/sv"), ("J Tests (Engl)", "10.1000/en"))
    file.write_text("\n".join(RIS.format(journal=name, doi=doi) for name, doi in both))
    done = cli("import", str(file))
    assert (done.code, "may be one work" in done.err) == (0, True)
    (pair,) = json.loads(cli("works", "list", "--json").out)
    assert pair["state"] == "proposed"


PREPRINT, ARTICLE = "10.1101/2024.05.06", "10.1000/article"
LINKED = {
    "DOI": PREPRINT,
    "relation": {"is-preprint-of": [{"id-type": "doi", "id": ARTICLE, "asserted-by": "subject"}]},
}


@pytest.fixture
def two(cli: Cli, tmp_path: Path) -> None:
    """A preprint and its article under another title, from a reference manager."""
    file = tmp_path / "two.ris"
    article = RIS.format(journal="J Tests", doi=ARTICLE).replace("Fatigue", "Tiredness, pain")
    preprint = RIS.format(journal="medRxiv", doi=PREPRINT)
    file.write_text(preprint + "\n" + article.replace("SP  - 11", "SP  - 99"))
    assert cli("import", str(file)).code == 0


@pytest.fixture
def crossref(monkeypatch: pytest.MonkeyPatch) -> Iterator[CrossrefServer]:
    with serve_crossref([LINKED]) as server:
        monkeypatch.setenv("LITWATCH_CROSSREF_URL", server.url)
        yield server  # type: ignore[misc]


def test_crossref_says_what_a_preprint_has_become(
    cli: Cli, two: None, crossref: CrossrefServer
) -> None:
    assert json.loads(cli("works", "list", "--json").out) == []
    found = json.loads(cli("works", "find", "--crossref", "--json").out)
    assert (found["crossref"]["asked"], found["crossref"]["linked"]) == (2, [f"doi:{PREPRINT}"])
    assert found["crossref"]["unknown"] == [ARTICLE]
    (pair,) = found["certain"]
    assert (pair["first"], pair["second"], pair["how"]) == (
        f"doi:{ARTICLE}",
        f"doi:{PREPRINT}",
        "preprint",
    )
    assert pair["evidence"] == "crossref: is-preprint-of (stated by this record)"

    (row,) = json.loads(cli("queue", "--json").out)
    assert (row["id"], row["same_work"]) == (f"doi:{ARTICLE}", [f"doi:{PREPRINT}"])
    rows = [json.loads(line) for line in cli("export").out.splitlines()]
    assert {row["id"]: row["state"] for row in rows} == {
        f"doi:{ARTICLE}": "ok",
        f"doi:{PREPRINT}": "preprint_published",
    }


def test_a_decision_on_the_preprint_is_seen_and_not_inherited(
    cli: Cli, two: None, crossref: CrossrefServer
) -> None:
    decided = ("decide", PREPRINT, "exclude", "--reason", "a preprint", "--reviewer", "A. Kurator")
    assert cli(*decided).code == 0
    cli("works", "find", "--crossref")
    queue = cli("queue").out
    assert f"doi:{PREPRINT} (preprint, exclude by A. Kurator" in queue
    (row,) = json.loads(cli("queue", "--json").out)
    assert row["decision"] is None
    assert [said["verdict"] for said in row["same_work_decisions"]] == ["exclude"]
    again = cli(*decided)
    assert "no decision on doi:10.1000/article" in again.err


def test_a_silent_crossref_ends_with_3_and_the_records_are_still_compared(
    cli: Cli, imported: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with CrossrefServer(lambda *_: Answer(404, "text/html", b"nobody here")) as server:
        monkeypatch.setenv("LITWATCH_CROSSREF_URL", server.url)
        refused = cli("works", "find", "--crossref", "--json")
        assert (refused.code, json.loads(refused.out)["waiting"]) == (2, 1)
        assert "LITWATCH_CROSSREF_URL" in refused.err
    monkeypatch.setattr("litwatch.sources.crossref._PAUSES", ())
    silent = cli("works", "find", "--crossref", "--json")
    assert (silent.code, json.loads(silent.out)["waiting"]) == (3, 1)
    assert "What was found is kept" in silent.err

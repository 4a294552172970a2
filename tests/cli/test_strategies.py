"""query check, propose, activate and versions, as an information specialist runs them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from litwatch.watch import load_watch

Cli = Callable[..., Any]

QUERY = '"Fatigue Syndrome, Chronic"[Mesh]\n  OR "chronic fatigue syndrome*"[tiab]\n'
TOPICS = """topics:
- id: asthma
  query: >-
    "Fatigue"[Mesh:NoExp]
    OR asthma[tiabb]
- id: two
  query_parts:
    one: 'fatigue[tiab] OR brain fog'
overlays:
- id: wide
  query: "child*[tiab]"
"""


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., str]:
    def write(text: str, name: str = "query.txt") -> str:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return str(tmp_path / name)

    return write


def test_the_packaged_strategies_pass(cli: Cli) -> None:
    done = cli("query", "check")
    assert done.code == 0
    assert " 0 errors, " in done.out.splitlines()[-1]
    assert "me_cfs: warning S06" in done.out


def test_an_error_is_shown_with_its_place_and_mend(cli: Cli, file: Callable[..., str]) -> None:
    path = file(QUERY.rstrip() + "\n  OR asthma[tiabb]\n")
    done = cli("query", "check", path)
    assert done.code == 1
    lines = done.out.splitlines()
    assert lines[0].startswith(f"{path}:3:12: query.txt: error S02: PubMed has no field [tiabb]")
    assert lines[1:4] == ["      OR asthma[tiabb]", "               ^^^^^^^", "    Write [tiab]."]
    assert lines[-1] == "1 queries, 1 errors, 0 warnings."


def test_warnings_are_shown_and_pass(cli: Cli, file: Callable[..., str]) -> None:
    done = cli("query", "check", file(QUERY + ' OR "post-viral fatigue"[tiab]'))
    assert done.code == 0
    assert "warning S06" in done.out


def test_a_topics_file_is_checked_where_it_stands(cli: Cli, file: Callable[..., str]) -> None:
    path = file(TOPICS, "topics.yaml")
    done = cli("query", "check", path, "--json")
    assert done.code == 1
    told = json.loads(done.out)
    places = {
        (query["name"], found["rule"], found["line"], found["column"], found["text"])
        for query in told["queries"]
        for found in query["findings"]
        if found["severity"] == "error"
    }
    assert places == {
        ("asthma", "S02", 5, 14, "[tiabb]"),
        ("two one", "S02", 8, 28, "brain fog"),
    }
    assert told["errors"] == 2
    assert [query["name"] for query in told["queries"]] == ["asthma", "two one", "wide"]
    lines = TOPICS.splitlines()
    assert lines[4][13:20] == "[tiabb]"
    assert lines[7][27:].startswith("brain fog")
    assert cli("query", "check", path, "--topic", "wide").code == 0


def test_the_mended_query_is_offered_to_machines(cli: Cli, file: Callable[..., str]) -> None:
    told = json.loads(cli("query", "check", file("asthma[tiabb]"), "--json").out)
    (found,) = (f for f in told["queries"][0]["findings"] if f["severity"] == "error")
    assert found["mended"] == "asthma[tiab]"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("query.txt", b"\xff\xfe\x00", "not UTF-8"),
        ("topics.yaml", b"topics: [", "is not YAML"),
        ("topics.yaml", b"modules: []", "holds no query"),
        ("topics.yaml", b"", "holds no query"),
        ("topics.yaml", b"[" * 20_000, "is not YAML|nested too deep"),
    ],
)
def test_a_file_that_is_no_query_is_refused(
    cli: Cli, tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(content)
    done = cli("query", "check", str(tmp_path / name))
    assert done.code == 2
    assert re.search(says, done.err)
    assert "Traceback" not in done.err


def test_an_empty_query_is_an_error(cli: Cli, file: Callable[..., str]) -> None:
    done = cli("query", "check", file(" \n"))
    assert (done.code, "the query has no term" in done.out) == (1, True)


def test_what_is_not_there_is_named(cli: Cli, file: Callable[..., str]) -> None:
    assert "there is no topic 'me_cs'" in cli("query", "check", "--topic", "me_cs").err
    assert "has no topic 'x'" in cli("query", "check", file(QUERY), "--topic", "x").err
    assert cli("query", "check", "nowhere.txt").code == 2


def test_a_strategy_changes_as_a_version(
    cli: Cli,
    file: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
    pubmed_of: Callable[..., Any],
    june: list[str],
) -> None:
    monkeypatch.setenv("LITWATCH_EUTILS_URL", pubmed_of(june).url)
    query = load_watch().topic("me_cfs").query.replace(" OR ", "\nOR ") + ' OR "brain fog"[ti]'
    who = ("--topic", "me_cfs", "--author", "A. Ek", "--reason", "A new term.")
    proposed = cli("query", "propose", file(query), *who, "--json")
    assert proposed.code == 0
    version = json.loads(proposed.out)["version"]
    assert (version["state"], version["author"]) == ("proposed", "A. Ek")

    offline = cli("query", "activate", str(version["id"]), "--offline")
    assert offline.code == 1
    assert "! PubMed was not asked (offline)" in offline.out
    assert "stays proposed" in offline.err

    done = cli("query", "activate", str(version["id"]))
    assert (done.code, done.err) == (0, "")
    assert "450 hits, 0 warnings" in done.out
    assert "hits among 0 stored records: 0 before, 0 after" in done.out
    assert done.out.splitlines()[-1] == f"me_cfs {version['version']} is in force."

    listed = json.loads(cli("query", "versions", "--topic", "me_cfs", "--json").out)
    assert [(each["state"], each["author"]) for each in listed] == [
        ("retired", "topics.yaml"),
        ("active", "A. Ek"),
    ]
    assert listed[1]["query"] == " ".join(query.split())
    table = cli("query", "versions").out.splitlines()
    assert table[0].split("\t") == [
        *("id", "strategy", "version", "state", "date", "author", "reason")
    ]


def test_a_query_that_finds_fewer_known_works_stays_proposed(
    cli: Cli,
    file: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
    pubmed_of: Callable[..., Any],
    june: list[str],
) -> None:
    monkeypatch.setenv("LITWATCH_EUTILS_URL", pubmed_of(june).url)
    who = ("--topic", "me_cfs", "--author", "A. Ek", "--reason", "Shorter.")
    version = json.loads(cli("query", "propose", file(QUERY), *who, "--json").out)["version"]
    done = cli("query", "activate", str(version["id"]), "--json")
    assert done.code == 1
    told = json.loads(done.out)
    assert told["version"]["state"] == "proposed"
    assert [line for line in told["against"] if line.startswith("it finds ")] == told["against"]


def test_a_proposal_with_errors_is_shown_and_not_kept(cli: Cli, file: Callable[..., str]) -> None:
    who = ("--topic", "me_cfs", "--author", "A. Ek", "--reason", "Shorter.")
    done = cli("query", "propose", file("asthma[tiabb]"), *who)
    assert done.code == 1
    assert "^^^^^^^" in done.out
    assert "was not kept" in done.err
    assert cli("query", "versions", "--json").out.strip() == "[]"


def test_a_proposal_needs_author_reason_and_a_known_step(
    cli: Cli, file: Callable[..., str]
) -> None:
    path = file(QUERY)
    assert cli("query", "propose", path, "--topic", "me_cfs").code == 2
    who = ("--topic", "me_cfs", "--author", "A. Ek", "--reason", "Shorter.")
    assert "no step 'huge'" in cli("query", "propose", path, *who, "--step", "huge").err
    several = file(TOPICS, "topics.yaml")
    assert "has no query of me_cfs" in cli("query", "propose", several, *who).err


def test_activating_what_is_not_there(cli: Cli) -> None:
    done = cli("query", "activate", "99", "--offline")
    assert (done.code, "no strategy version 99" in done.err) == (2, True)


def test_explain_marks_the_words_and_names_the_block(
    cli: Cli, tmp_path: Path, june: list[str]
) -> None:
    file = tmp_path / "set.xml"
    file.write_text(f"<PubmedArticleSet>{june[0]}</PubmedArticleSet>", encoding="utf-8")
    assert cli("import", str(file)).code == 0
    done = cli("query", "explain", "1000")
    assert "‹Chronic fatigue syndrome›, cohort 0" in done.out
    assert "  line 2 of " in done.out
    told = json.loads(cli("query", "explain", "1000", "--json").out)
    hit = told["strategies"][0]["hits"][0]
    assert hit["block"].startswith("line 2 of ")
    assert hit["sentence"][hit["start"] : hit["end"]] == "Chronic fatigue syndrome"


def test_hits_before_and_after_are_told_on_the_store_and_on_given_records(
    cli: Cli,
    file: Callable[..., str],
    tmp_path: Path,
    june: list[str],
    monkeypatch: pytest.MonkeyPatch,
    pubmed_of: Callable[..., Any],
) -> None:
    monkeypatch.setenv("LITWATCH_EUTILS_URL", pubmed_of(june).url)
    stored = tmp_path / "set.xml"
    stored.write_text(f"<PubmedArticleSet>{june[0]}{june[-1]}</PubmedArticleSet>")
    assert cli("import", str(stored)).code == 0
    given = file(
        '{"pmid": "7", "title": "Bridges of steel", "abstract": null}\n'
        '{"pmid": "8", "title": "Tunnels", "abstract": "Under myalgic encephalomyelitis."}\n',
        "given.jsonl",
    )
    query = load_watch().topic("me_cfs").query + ' OR "bridges of steel"[tiab]'
    who = ("--topic", "me_cfs", "--author", "A. Ek", "--reason", "Wider.")
    proposed = cli("query", "propose", file(query), *who, "--records", given)
    told = [
        "hits among 2 stored records: 1 before, 2 after, new: 5299",
        "hits among 2 records of given.jsonl: 1 before, 2 after, new: 7",
    ]
    assert [line for line in proposed.out.splitlines() if line.startswith("hits ")] == told
    (version,) = (
        each for each in json.loads(cli("query", "versions", "--json").out)
        if each["state"] == "proposed"
    )  # fmt: skip
    done = cli("query", "activate", str(version["id"]), "--records", given, "--json")
    assert done.code == 0
    assert json.loads(done.out)["checked"][-2:] == told
    # What it took away is named as well, and the version in force is what counts as before.
    narrow = cli("query", "propose", file('"bridges of steel"[tiab] OR x1[mh]'), *who, "--json")
    (hits,) = json.loads(narrow.out)["hits"]
    assert (hits["before"], hits["after"], hits["lost"]) == (2, 1, ["1000"])
    assert "me_cfs: version" in cli("query", "explain", "5299").out
    assert "the watch files hold another query" in cli("query", "explain", "5299").out


@pytest.mark.parametrize("text", ["not json\n", '{"title": 7, "pmid": "1"}\n', '{"pmid": "x"}\n'])
def test_records_that_are_none_are_named_by_their_line(
    cli: Cli, file: Callable[..., str], text: str
) -> None:
    who = ("--topic", "me_cfs", "--author", "A. Ek", "--reason", "Wider.")
    given = file('{"pmid": "7", "title": "Bridges", "abstract": ""}\n' + text, "given.jsonl")
    done = cli("query", "propose", file(QUERY), *who, "--records", given)
    assert (done.code, "given.jsonl, line 2" in done.err) == (2, True)
    assert cli("query", "versions", "--json").out.strip() == "[]"

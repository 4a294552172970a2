"""The server over real sockets: plain requests, our own limits, and Biopython as a client."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import requests
from Bio import Entrez

from litwatch.sample.answers import Answer
from litwatch.sample.corpus import Corpus
from litwatch.sample.server import RunningServer, serve


@pytest.fixture
def server(corpus: Corpus) -> Iterator[RunningServer]:
    with serve(corpus) as running:
        yield running


def test_get_and_post_answer_alike(server: RunningServer) -> None:
    assert server.url.startswith("http://127.0.0.1:")
    asked = {"db": "pubmed", "term": "Smärta[ti]", "retmode": "json"}
    by_get = requests.get(f"{server.url}esearch.fcgi", params=asked, timeout=10)
    by_post = requests.post(f"{server.url}esearch.fcgi", data=asked, timeout=10)
    assert by_get.json() == by_post.json()
    assert by_post.json()["esearchresult"]["idlist"] == ["14"]
    assert by_post.headers["Content-Type"].startswith("application/json")


def test_a_long_term_and_repeated_ids_go_through(server: RunningServer) -> None:
    term = " OR ".join(f"{number}[uid]" for number in range(1, 3000))
    with requests.Session() as session:
        found = session.post(
            f"{server.url}esearch.fcgi", data={"term": term, "retmode": "json"}, timeout=10
        ).json()
        assert found["esearchresult"]["count"] == "4"
        twice = session.post(f"{server.url}efetch.fcgi", data={"id": ["11", "12"]}, timeout=10)
        assert twice.content.count(b"<PubmedArticle>") == 2


def test_head_and_strangers_are_refused(server: RunningServer) -> None:
    assert requests.head(f"{server.url}esearch.fcgi", timeout=10).status_code == 405
    assert requests.get(f"{server.url}other.fcgi", timeout=10).status_code == 404
    assert requests.get(f"{server.url}efetch.fcgi?id=0000", timeout=10).status_code == 400


def test_a_closed_server_answers_no_more(sample_file: Path) -> None:
    running = serve(sample_file)
    url = f"{running.url}einfo.fcgi"
    assert requests.get(url, timeout=10).status_code == 200
    running.close()
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=10)


def test_answers_can_be_put_in_between() -> None:
    def broken(tool: str, asked: Mapping[str, str]) -> Answer:
        return Answer(503, "text/html", f"<html>{tool} is down".encode())

    with RunningServer(broken) as running:
        reply = requests.get(f"{running.url}esearch.fcgi", timeout=10)
    assert (reply.status_code, reply.text) == (503, "<html>esearch is down")


@pytest.fixture
def entrez(server: RunningServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Bio.Entrez with NCBI's address, which it holds as a constant, turned to the server."""
    build = Entrez._build_request

    def build_here(cgi: str, *positional: Any, **named: Any) -> Any:
        return build(server.url + cgi.rpartition("/")[2], *positional, **named)

    monkeypatch.setattr(Entrez, "_build_request", build_here)
    monkeypatch.setattr(Entrez, "email", "reader@example.org")
    monkeypatch.setattr(Entrez, "local_cache", str(tmp_path))
    return Entrez


def test_biopython_searches_and_fetches(entrez: Any) -> None:
    with entrez.esearch(db="pubmed", term="covid[tiab]", retmax=10) as handle:
        found = entrez.read(handle)
    assert found["Count"] == "2"
    assert found["IdList"] == ["12", "11"]
    with entrez.efetch(db="pubmed", id=",".join(found["IdList"]), retmode="xml") as handle:
        articles = entrez.read(handle)["PubmedArticle"]
    titles = [article["MedlineCitation"]["Article"]["ArticleTitle"] for article in articles]
    assert titles == ["Long COVID & fatigue", "Long COVID in <i>primary</i> care"]


def test_biopython_reads_info_and_errors(entrez: Any) -> None:
    with entrez.einfo(db="pubmed") as handle:
        info = entrez.read(handle)
    (about,) = info["DbInfo"]
    assert about["DbName"] == "pubmed"
    assert {field["Name"] for field in about["FieldList"]} >= {"TIAB", "CRDT", "MESH"}
    with entrez.esearch(db="pubmed", term="") as handle, pytest.raises(RuntimeError, match="Empty"):
        entrez.read(handle)

"""Hostile, broken and foreign XML: one sentence that names the thing and the remedy."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest

from litwatch.errors import BadInput
from litwatch.sources import unpack
from litwatch.sources.pubmed_xml import BadXml, Parsed, read_articles
from litwatch.sources.xml_safety import safe_tree

ENTRY = (
    b"<PubmedArticle><MedlineCitation><PMID Version='1'>%d</PMID>"
    b"<Article><ArticleTitle>%s</ArticleTitle></Article></MedlineCitation></PubmedArticle>"
)
LAUGHS = b"".join(b'<!ENTITY lol%d "%s">' % (n, b"&lol%d;" % (n - 1) * 10) for n in range(1, 10))
BILLION = (
    b'<!DOCTYPE PubmedArticleSet [<!ENTITY lol0 "lol">'
    + LAUGHS
    + b"]><PubmedArticleSet>"
    + ENTRY % (1, b"&lol9;")
    + b"</PubmedArticleSet>"
)
EXTERNAL = (
    b'<!DOCTYPE PubmedArticleSet [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    b"<PubmedArticleSet>" + ENTRY % (1, b"&x;") + b"</PubmedArticleSet>"
)
PARAMETER = (
    b'<!DOCTYPE PubmedArticleSet [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p.dtd"> %p;]>'
    b"<PubmedArticleSet>" + ENTRY % (1, b"x") + b"</PubmedArticleSet>"
)


def read(data: bytes) -> list[Parsed]:
    return [outcome for outcome in read_articles(data, "a.xml") if isinstance(outcome, Parsed)]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(BILLION, "declares entities", id="billion laughs"),
        pytest.param(EXTERNAL, "declares entities", id="external entity"),
        pytest.param(PARAMETER, "declares entities", id="parameter entity"),
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b" \n ", "is empty", id="white space"),
        pytest.param(b"<!DOCTYPE html><html><p>x", "is a web page", id="page"),
        pytest.param(b"<head> <title>Error 500", "is a web page", id="page without doctype"),
        pytest.param(b"PMID- 123", "is not XML", id="text"),
        pytest.param(b"\x00\x01\x02", "is not XML", id="bytes"),
        pytest.param(b"<PubmedArticleSet><a></b>", "broken XML at line 1", id="crossed tags"),
        pytest.param(b'<?xml version="1.0"?>\n', "broken XML", id="prolog only"),
        pytest.param(b"<xml><records/></xml>", "root xml, not a PubmedArticleSet", id="EndNote"),
        pytest.param(
            b"<eFetchResult><ERROR>Cannot.</ERROR></eFetchResult>", "said: Cannot.", id="error"
        ),
        pytest.param(gzip.compress(b"<PubmedArticleSet>")[:-9], "damaged gzip", id="cut gzip"),
        pytest.param(gzip.compress(gzip.compress(b"<a/>")), "is not XML", id="gzip in gzip"),
    ],
)
def test_each_is_refused_by_name(data: bytes, said: str) -> None:
    with pytest.raises(BadXml, match=said) as caught:
        read(data)
    assert str(caught.value).startswith("a.xml ")
    assert isinstance(caught.value, BadInput)
    assert caught.value.remedy
    assert caught.value.exit_code == 2


def test_external_entity_never_reaches_a_record() -> None:
    secret = Path("/etc/hostname").read_text() if Path("/etc/hostname").exists() else "secret"
    with pytest.raises(BadXml) as caught:
        read(EXTERNAL)
    assert secret.strip() not in str(caught.value)


def test_a_gzip_bomb_is_stopped_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "_RATIO_COUNTS_FROM", 1 << 20)
    bomb = gzip.compress(b"<PubmedArticleSet>" + b" " * (8 << 20))
    with pytest.raises(BadXml, match="unpacks to more than 1 MiB"):
        read(bomb)


def test_what_was_read_before_the_cut_stays_valid() -> None:
    whole = b"<PubmedArticleSet>" + ENTRY % (1, b"One.") + ENTRY % (2, b"Two.")
    outcomes = read_articles(whole[:-20], "a.xml")
    first = next(outcomes)
    assert isinstance(first, Parsed)
    assert first.record.title == "One."
    with pytest.raises(BadXml, match="broken XML"):
        list(outcomes)


def test_every_cut_is_noticed() -> None:
    whole = b"<PubmedArticleSet>" + ENTRY % (1, b"One.") + b"</PubmedArticleSet>"
    for end in range(len(whole)):
        with pytest.raises(BadXml):
            read(whole[:end])
    assert len(read(whole)) == 1


def test_gzip_is_known_by_its_bytes_and_may_have_members() -> None:
    head = gzip.compress(b"<PubmedArticleSet>" + ENTRY % (1, b"One."))
    tail = gzip.compress(ENTRY % (2, b"Two.") + b"</PubmedArticleSet>")
    assert [parsed.record.title for parsed in read(head + tail)] == ["One.", "Two."]
    stream = io.BytesIO(head + tail)
    assert sum(1 for _ in read_articles(stream)) == 2


def test_encodings_are_the_files_own() -> None:
    body = "<PubmedArticleSet>" + ENTRY.decode() % (1, "Trötta pilträd") + "</PubmedArticleSet>"
    for encoding in ("utf-8", "iso-8859-1", "utf-16"):
        data = f'<?xml version="1.0" encoding="{encoding}"?>{body}'.encode(encoding)
        assert read(data)[0].record.title == "Trötta pilträd"
        assert "Trötta".encode() in read(data)[0].raw
    assert read(b"\xef\xbb\xbf" + body.encode())[0].record.title == "Trötta pilträd"


def test_too_deep_is_refused() -> None:
    deep = b"<PubmedArticleSet>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</PubmedArticleSet>"
    with pytest.raises(BadXml, match="broken XML"):
        read(deep)


def test_safe_tree_refuses_the_same() -> None:
    assert safe_tree(b"<a/>", "it").tag == "a"
    with pytest.raises(BadXml, match="declares entities"):
        safe_tree(BILLION, "it")

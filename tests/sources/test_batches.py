"""The fast way through PubMed XML beside the slow one: the same outcomes, whatever comes."""

from __future__ import annotations

import gc
import gzip
import re
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from litwatch.sources import pubmed_batches
from litwatch.sources.parsed import BadXml, Outcome, Parsed, ParseProblem
from litwatch.sources.pubmed_batches import Cutter, Rest
from litwatch.sources.pubmed_plain import read_plain
from litwatch.sources.pubmed_xml import one_by_one, read_articles
from litwatch.sources.xml_safety import xml_bytes

GOLDEN = Path(__file__).parent / "golden"
DOCTYPE = (
    b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE PubmedArticleSet PUBLIC '
    b'"-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    b'"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
)
PLAIN = b"""<PubmedArticle>
    <MedlineCitation Status="MEDLINE" Owner="NLM">
      <PMID Version="1">%d</PMID>
      <Article PubModel="Print">
        <Journal>
          <JournalIssue CitedMedium="Print"><PubDate><Year>2021</Year></PubDate></JournalIssue>
          <Title>Journal of Willows</Title>
        </Journal>
        <ArticleTitle>%s</ArticleTitle>
        <AuthorList CompleteYN="Y">
          <Author ValidYN="Y">
            <LastName>Ek</LastName>
            <Identifier Source="ORCID">0000-0002-1825-0097</Identifier>
            <AffiliationInfo><Affiliation>Alm &amp; Ek.</Affiliation></AffiliationInfo>
          </Author>
        </AuthorList>
        <Language>eng</Language>
        <PublicationTypeList>
          <PublicationType UI="D016428">Journal Article</PublicationType>
        </PublicationTypeList>
      </Article>
      <MedlineJournalInfo><MedlineTA>J Willow</MedlineTA></MedlineJournalInfo>
      <MeshHeadingList>
        <MeshHeading>
          <DescriptorName UI="D000001" MajorTopicYN="N">Willows</DescriptorName>
          <QualifierName UI="Q000002" MajorTopicYN="Y">growth</QualifierName>
        </MeshHeading>
      </MeshHeadingList>
    </MedlineCitation>
    <PubmedData>
      <History>
        <PubMedPubDate PubStatus="entrez"><Year>2021</Year><Month>6</Month><Day>3</Day></PubMedPubDate>
      </History>
      <PublicationStatus>ppublish</PublicationStatus>
      <ArticleIdList><ArticleId IdType="doi">10.1000/willow</ArticleId></ArticleIdList>
      <ReferenceList><Reference><Citation>Willows, 2020.</Citation></Reference></ReferenceList>
    </PubmedData>
  </PubmedArticle>"""


def entry(pmid: int, title: bytes = b"Willows.") -> bytes:
    return PLAIN % (pmid, title)


def document(*entries: bytes, head: bytes = DOCTYPE) -> bytes:
    return head + b"<PubmedArticleSet>\n  " + b"\n  ".join(entries) + b"\n</PubmedArticleSet>\n"


def slowly(data: bytes) -> tuple[list[Outcome], str]:
    feed = xml_bytes(data, "it")
    return outcomes(one_by_one(Rest("it", b"", b"", feed, entries=0)))


def fast(data: bytes) -> tuple[list[Outcome], str]:
    return outcomes(read_articles(data, "it"))


def outcomes(found: object) -> tuple[list[Outcome], str]:
    """What was delivered, raw bytes in one spelling, and the error that ended it."""
    delivered: list[Outcome] = []
    try:
        for one in found:  # type: ignore[attr-defined]
            if isinstance(one, Parsed):
                one = Parsed(one.record, canonical(one.raw))
            elif isinstance(one, ParseProblem):
                one = replace(one, reason=one.reason.partition("; sha256")[0])
            delivered.append(one)
    except BadXml as error:
        # libxml2's words depend on how much it was given at once.
        return delivered, str(error).split(" at line ")[0]
    return delivered, ""


def canonical(raw: bytes) -> bytes:
    """Quotes and references may be written in several ways that mean the same."""
    # With a DTD that is not read, an entity may be undeclared.
    data = b"<!DOCTYPE PubmedArticle SYSTEM 'none'>" + raw
    return etree.tostring(etree.fromstring(data, etree.XMLParser(resolve_entities=False)))


@pytest.mark.parametrize(
    "name",
    [
        "topical.xml.gz",
        "covid_near_miss.xml.gz",
        "near_topic.xml.gz",
        "awkward.xml.gz",
        "study_design.xml.gz",
        "general.xml.gz",
        "fixtures.xml.gz",
        "version_pairs.xml.gz",
        "book_pubmedbook_klortho.xml",
        "mixed_article_and_book_klortho.xml",
        "update_tail_deletecitation.xml",
    ],
)
def test_all_real_records_are_the_same_both_ways(shared_data: Path, name: str) -> None:
    data = (shared_data / "xml" / name).read_bytes()
    found, error = fast(data)
    expected, _ = slowly(data)
    assert error == ""
    assert len(found) == len(expected) > 0
    for one, other in zip(found, expected, strict=True):
        assert one == other


def test_nearly_all_real_articles_are_plain(shared_data: Path) -> None:
    """Else the fast way is not fast; what is not plain is read all the same."""
    data = gzip.decompress((shared_data / "xml" / "general.xml.gz").read_bytes())
    raws = [
        batch.data[start:end]
        for batch in Cutter(xml_bytes(data, "it"))
        for start, end in batch.places
    ]
    assert len(raws) == 3381
    assert sum(read_plain(raw) is not None for raw in raws) > 0.97 * len(raws)


def test_the_example_is_plain() -> None:
    assert read_plain(entry(1)) is not None


END = b"</PubmedArticle>"
CLOSE = b"</MedlineCitation>"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(document(entry(1), entry(2)), id="plain"),
        pytest.param(
            document(entry(1, b"a<!-- %s -->b" % END), entry(2)), id="end tag in a comment"
        ),
        pytest.param(
            document(entry(1, b"a<![CDATA[%s]]>b" % END), entry(2)), id="end tag in CDATA"
        ),
        pytest.param(
            document(entry(1, b"a<?x %s?>b" % END), entry(2)), id="end tag in an instruction"
        ),
        pytest.param(
            document(entry(1, b"<!-- <?x --> %s <?y --> ?>" % b"t"), entry(2)), id="one in another"
        ),
        pytest.param(document(b"<!-- %s -->" % entry(1), entry(2)), id="an entry in a comment"),
        pytest.param(document(entry(1), b"<!-- x -->", entry(2)), id="a comment between"),
        pytest.param(document(entry(1), b"text", entry(2)), id="text between"),
        pytest.param(document(entry(1), b"<Stranger/>", entry(2)), id="a stranger between"),
        pytest.param(
            document(b"<Box>" + entry(1) + b"</Box>", entry(2)), id="an entry in a stranger"
        ),
        pytest.param(
            document(b"<PubmedArticle>%s</PubmedArticle>" % entry(1), entry(2)), id="in another"
        ),
        pytest.param(
            document(
                b"<PubmedArticle>" + entry(1) + entry(2)[:-1] + b" ></PubmedArticle >" + entry(3)
            ),
            id="as many end tags as children, yet nested",
        ),
        pytest.param(
            document(
                b"<PubmedArticle>" + entry(1).replace(b"<PubmedArticle>", b"<PubmedArticle >"),
                entry(2)[:-1] + b" ></PubmedArticle ><PubmedArticle x='1'></PubmedArticle>",
            ),
            id="as many plain start tags as end tags, yet nested",
        ),
        pytest.param(document(entry(1)[:-1] + b" >", entry(2)), id="a space in the end tag"),
        pytest.param(
            document(entry(1).replace(b"<PubmedArticle>", b"<PubmedArticle x='1'>"), entry(2)),
            id="an attribute",
        ),
        pytest.param(document(entry(1, b"&shy;"), entry(2)), id="an undeclared entity"),
        pytest.param(document(entry(1, b"&shy;"), head=b""), id="an undeclared entity, no DTD"),
        pytest.param(document(entry(1, b"&#169;&#x3b1;&lt;i&gt;"), entry(2)), id="references"),
        pytest.param(document(entry(1, b"a ]]> b")), id="the end of CDATA alone"),
        pytest.param(document(entry(1, b"\x0b")), id="a control character"),
        pytest.param(document(entry(1, b"\xef\xbf\xbf")), id="no character"),
        pytest.param(document(entry(1, b"\xff")), id="no UTF-8"),
        pytest.param(document(entry(1, b"<i>a</i> <b>c</b>  d\n e")), id="markup"),
        pytest.param(document(entry(1, b"<i>a</b>")), id="crossed markup"),
        pytest.param(document(entry(1, b"<i>a")), id="open markup"),
        pytest.param(document(entry(1, b"<q>a</q>")), id="unknown markup"),
        pytest.param(document(entry(1)).replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param(b"\xef\xbb\xbf" + document(entry(1)), id="byte order mark"),
        pytest.param(
            document(entry(1, b"\xe5"), head=b'<?xml version="1.0" encoding="latin-1"?>'),
            id="another encoding",
        ),
        pytest.param(
            document(entry(1), head=b"<!DOCTYPE PubmedArticleSet [<!ATTLIST PMID x CDATA 'y'>]>"),
            id="an internal subset",
        ),
        pytest.param(
            document(entry(1, b"&x;"), head=b"<!DOCTYPE PubmedArticleSet [<!ENTITY x 'y'>]>"),
            id="an entity",
        ),
        pytest.param(document(entry(1), entry(2))[:-30], id="cut in the tail"),
        pytest.param(document(entry(1), entry(2))[:-400], id="cut in an entry"),
        pytest.param(document(entry(1)) + b"<more/>", id="two roots"),
        pytest.param(document(entry(1), entry(2).replace(b"10.1000", b"x")), id="no DOI"),
        pytest.param(document(entry(1).replace(b"0097", b"")), id="no ORCID"),
        pytest.param(document(entry(1).replace(b"<Day>3", b"<Day>31")), id="no day"),
        pytest.param(
            document(entry(1).replace(b">1</PMID>", b">x</PMID>"), entry(2)), id="no PMID"
        ),
        pytest.param(
            document(entry(1).replace(CLOSE, b"<New>1</New>" + CLOSE)), id="an unknown element"
        ),
        pytest.param(
            document(entry(1), b"<DeleteCitation><PMID>9</PMID></DeleteCitation>"), id="a deletion"
        ),
        pytest.param(
            document(
                entry(1).replace(
                    b'Owner="NLM"', b'IndexingMethod="A" Owner="NLM" IndexingMethod="B"'
                )
            ),
            id="an attribute twice",
        ),
        pytest.param(document(), id="no entries"),
        pytest.param(entry(1), id="one entry alone"),
    ],
)
@pytest.mark.parametrize("block", [700, 1 << 19])
def test_both_ways_say_the_same(data: bytes, block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pubmed_batches, "_BLOCK", block)
    assert fast(data) == slowly(data)


WHOLE = document(
    entry(1), (GOLDEN / "every_field.xml").read_bytes().split(b"Set>")[1][:-2], entry(2)
)
SNIPPETS = st.sampled_from(
    (
        b"< > / & ] ]]> --> <!-- <?x ?> <![CDATA[ <i> </i> </PubmedArticle> <PubmedArticle> "
        b'<PMID>7</PMID> &amp; &x; \xc3 " \x0b'
    ).split(b" ")
)


@settings(deadline=None, max_examples=300)
@given(
    changes=st.lists(
        st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 40), SNIPPETS), min_size=1, max_size=4
    )
)
@example(changes=[(len(DOCTYPE) + 40, 0, b"<!--")])
def test_no_damage_goes_unnoticed(changes: list[tuple[int, int, bytes]]) -> None:
    """Bytes removed and put in anywhere: both ways give the same records or the same error."""
    data = WHOLE
    for place, removed, put in changes:
        data = data[:place] + put + data[place + removed :]
    try:
        xml_bytes(data, "it")
    except BadXml:
        return
    assert fast(data) == slowly(data)


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
)


@settings(deadline=None, max_examples=200)
@given(
    changes=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 3), TEXTS), max_size=6),
    titles=st.lists(TEXTS, min_size=2, max_size=2),
)
def test_well_formed_entries_are_the_same_both_ways(
    changes: list[tuple[int, int, str]], titles: list[str]
) -> None:
    """Elements removed, doubled, emptied or filled: plain or not, the record is the same."""
    tree = etree.fromstring(entry(1, b"A <i>willow</i>"))
    for place, action, text in changes:
        elements = list(tree.iter(etree.Element))
        one = elements[place % len(elements)]
        parent = one.getparent()
        if parent is None:
            continue
        if action == 0:
            parent.remove(one)
        elif action == 1:
            parent.insert(parent.index(one), etree.fromstring(etree.tostring(one, with_tail=False)))
        elif one.attrib and action == 2:
            one.set(str(one.keys()[0]), text)
        else:
            one.text = text
    changed = etree.tostring(tree, encoding="utf-8")
    others = [entry(n, escape(title).encode()) for n, title in enumerate(titles, 2)]
    data = document(changed, *others)
    found, error = fast(data)
    assert (found, error) == slowly(data)
    assert error == ""


MARKUP = st.lists(
    st.sampled_from(
        ["<i>", "</i>", "<sub>", "</sub>", "&amp;", "&lt;", "lt;", ">", "]", "å", "x", " ", "\n"]
    )
)


@settings(deadline=None, max_examples=300)
@given(pieces=MARKUP)
@example(pieces=["<i>", "&amp;", "</i>", "lt;", " ", " ", "<sub>", "</sub>"])
def test_inline_markup_is_the_same_both_ways(pieces: list[str]) -> None:
    """Balanced or crossed, with entities and white space anywhere."""
    data = document(entry(1, "".join(pieces).encode()), entry(2))
    assert fast(data) == slowly(data)


def test_an_error_is_placed_by_the_entries_before_it_and_the_line_since(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pubmed_batches, "_BLOCK", 1 << 12)
    data = document(*[entry(n) for n in range(1, 40)], b"<a></b>")
    with pytest.raises(BadXml) as broken:
        list(read_articles(data))
    said = re.search(r"broken XML at line (\d+) after entry (\d+): ", str(broken.value))
    assert said is not None
    line, entries = map(int, said.groups())
    assert 0 < entries < 40
    end = data.index(b"</PubmedArticle>", data.index(b'<PMID Version="1">%d<' % entries))
    assert line == data[end : data.index(b"<a>")].count(b"\n") + 1


def test_the_garbage_collector_is_left_as_it_was() -> None:
    assert gc.isenabled()
    fast(document(entry(1)))
    assert gc.isenabled()
    gc.disable()
    try:
        fast(document(entry(1)))
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_never_ends_as_an_entry_is_not_gathered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pubmed_batches, "_LONGEST_ENTRY", 1 << 14)
    monkeypatch.setattr(pubmed_batches, "_BLOCK", 1 << 12)
    long = entry(1, b"a <i>willow</i> " * 4000)
    assert fast(document(entry(2), long, entry(3))) == slowly(document(entry(2), long, entry(3)))

"""The mail: what it says, that it is safe and small, and that its text stands by itself."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from email.message import EmailMessage

import msgspec
import pytest
from lxml import html

from litwatch.digest.edition import AUDIENCES, Edition, Item, NoticeLine
from litwatch.digest.mail import Mail, render_mail
from litwatch.digest.manifest import manifest
from litwatch.errors import WrongUse
from litwatch.language import LANGUAGES, Lang

from .month import PACING, edition, entry, full_edition, record

PAGE = "https://litwatch.example/2026-10/digest.html"
LEAVE = "mailto:brev@litwatch.example?subject=av"
QUIET = "Inget den här månaden ändrar råden i kunskapsstödet."


def published(**fields: object) -> Edition:
    return msgspec.structs.replace(edition(state="published"), **fields)


def plain(page: str) -> str:
    """What a reader sees of the page, with single spaces."""
    tree = html.document_fromstring(page)
    for style in tree.iter("style"):
        style.text = ""
    return " ".join(tree.text_content().split())


def as_sent(mail: Mail) -> bytes:
    message = EmailMessage()
    message["Subject"] = mail.subject
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message.as_bytes()


def large_month(items: int, title: str = "A title of a study") -> Edition:
    each = tuple(
        Item(id=str(n), pmid=str(n), title=f"{title} {n}", journal="Ex J", reviewed=True)
        for n in range(91000000, 91000000 + items)
    )
    return published(primary_care=each, rehabilitation=each[::-1])


def test_what_has_no_room_is_counted_in_the_mail_and_named_in_the_manifest() -> None:
    kept = tuple(
        Item(id=str(n), pmid=str(n), title=f"Study {n}", reviewed=True)
        for n in (93000001, 93000002)
    )
    month = published(waiting=kept)
    mail = render_mail(month, "sv")
    for text in (plain(mail.html), " ".join(mail.text.split())):
        assert "2 medtagna poster sparas till en senare utgåva." in text
    assert {"93000001", "93000002"} <= set(json.loads(manifest(month, {}))["listed"])
    assert "sparas" not in render_mail(published(), "sv").text


def test_the_mail_says_what_the_month_says_and_leads_to_the_page() -> None:
    mail = render_mail(published(), "sv", archive=PAGE, leave=LEAVE)
    assert mail.subject == "Månadens läsning, oktober 2026"
    for text in (plain(mail.html), " ".join(mail.text.split())):
        assert "Aktivitetsanpassning hos fysioterapeut gav ingen säker skillnad" in text
        assert "Inga ändringar av budskap eller bilder är registrerade." in text
        assert "Tillbakadragen, 14 oktober 2026" in text
        assert "Fler sökte vårdcentral för sämre minne efter sepsis" in text
        assert "Övriga infektioner: 1" in text
        assert "Träffar i sökningarna 222" in text
        assert "Källa: PubMed/NLM, hämtat 1 november 2026." in text
        assert "Förslag" not in text
    links = html.document_fromstring(mail.html).xpath("//a/@href")
    assert {PAGE, f"{PAGE}#p1", PAGE.replace("digest.html", "slides.pptx"), LEAVE} <= set(links)
    assert {f"{PAGE}#p1", LEAVE} <= set(re.findall(r"(?:https:|mailto:)\S+", mail.text))


def test_without_addresses_nothing_leads_nowhere() -> None:
    mail = render_mail(published(), "sv")
    tree = html.document_fromstring(mail.html)
    assert {re.match(r"https://[^/]+/", a).group() for a in tree.xpath("//a/@href")} == {  # type: ignore[union-attr]
        "https://pubmed.ncbi.nlm.nih.gov/"
    }
    assert "Sluta få brevet" not in mail.html + mail.text


def test_a_quiet_month_says_so() -> None:
    mail = render_mail(edition((), rows=(), state="published"), "sv")
    assert html.document_fromstring(mail.html).xpath("string(//p[@class='still'])") == QUIET
    assert QUIET in mail.text
    assert "Gäller bara" not in mail.text
    early = edition((), rows=(), now=datetime(2026, 10, 20, tzinfo=UTC))
    assert "Gäller bara om sökningarna" in render_mail(early, "sv").text


@pytest.mark.parametrize(
    ("made", "subject", "words"),
    [
        (edition(), "Utkast: Månadens", "Utkast, inte granskat"),
        (published(trial=True), "Provutgåva: Månadens", "inte granskad av APC:s kuratorer."),
        (
            published(revision=2, correction="Antalet var 184, inte 148."),
            "Rättelse: Månadens",
            "Antalet var 184, inte 148.",
        ),
    ],
    ids=["draft", "trial", "correction"],
)
def test_what_is_no_plain_edition_says_so_in_the_subject_and_first(
    made: Edition, subject: str, words: str
) -> None:
    mail = render_mail(made, "sv")
    assert mail.subject.startswith(subject)
    for text in (plain(mail.html), " ".join(mail.text.split())):
        assert words in text.partition("Månaden på en minut")[0]


def test_proposals_and_the_fate_of_a_work_are_marked() -> None:
    assert "[Förslag, inte granskat] Group breathing" in render_mail(edition(), "sv").text
    made = edition((entry(PACING, "design:rct", verdict="include", state="concern"),), rows=())
    mail = render_mail(made, "sv")
    assert "[Tidskriften utreder] Physiotherapist-led" in mail.text
    assert "Tidskriften utreder." in plain(mail.html)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_fetched_and_nothing_tells_who_reads(lang: Lang) -> None:
    page = render_mail(published(), lang, archive=PAGE, leave=LEAVE).html
    tree = html.document_fromstring(page)
    assert not tree.xpath("//script|//link|//img|//iframe|//form|//*[@src]|//*[@background]")
    assert "url(" not in page
    assert "@import" not in page
    assert {t.get("role") for t in tree.iter("table")} == {"presentation"}
    assert tree.get("lang") == lang


def test_styles_stand_on_the_elements_and_the_dark_ones_are_kept() -> None:
    page = render_mail(published(), "sv").html
    tree = html.document_fromstring(page)
    assert "Georgia" in tree.xpath("string(//h1/@style)")
    assert "600px" in tree.xpath("string(//table[@class='column']/@style)")
    (style,) = tree.iter("style")
    assert "prefers-color-scheme" in (style.text or "")
    assert "font:bold" not in (style.text or "").replace(" ", "")


@pytest.mark.parametrize(
    "title", ["A title of a study", "Långt ord " * 200, "x" * 2000, "🧪" * 2000]
)
def test_a_month_of_400_items_is_cut_under_100_kb_and_says_how_many_are_left(title: str) -> None:
    mail = render_mail(large_month(400, title), "sv", archive=PAGE)
    assert len(as_sent(mail)) <= 100_000
    left = re.findall(r"(\d+) till finns på sidan", mail.text)
    shown = re.findall(r"^\d+\. ", mail.text, flags=re.MULTILINE)
    assert len(left) == 2
    assert sum(map(int, left)) + len(shown) == 800
    assert re.findall(r"(\d+) till finns på sidan", plain(mail.html)) == left


def test_many_notices_are_cut_and_counted_too() -> None:
    lines = tuple(
        NoticeLine(
            item=Item(id=str(n), pmid=str(n), title=f"Study {n}", state="retracted"), type=""
        )
        for n in range(91000000, 91000300)
    )
    mail = render_mail(published(notices=lines), "sv")
    assert "280 till finns på sidan." in mail.text
    assert len(as_sent(mail)) <= 100_000


def test_a_mail_that_cannot_be_made_small_is_refused() -> None:
    with pytest.raises(WrongUse, match="over 100 kB"):
        render_mail(published(revision=2, correction="Ett ord för mycket. " * 5000), "sv")


def test_the_text_is_wrapped_and_its_addresses_are_whole() -> None:
    doi = "10.1000/" + "very-long-suffix-" * 8
    found = record(97, "A study without a PMID " * 9)
    item = Item(id="x", doi=doi, title=found.title, reviewed=True)
    text = render_mail(published(primary_care=(item,)), "sv", archive=PAGE).text
    assert [line for line in text.splitlines() if len(line) > 72 and "://" not in line] == []
    assert f"    https://doi.org/{doi}\n" in text
    assert "\n\n\n" not in text
    for head, line in re.findall(r"^(.+)\n([-=]{4,})$", text, flags=re.MULTILINE):
        assert len(head) == len(line)


def test_hostile_text_stays_text() -> None:
    item = Item(
        id="9",
        pmid="9",
        title="<script>x</script> & {{ 7*7 }}\nBcc: all@example.org",
        title_html='<script>x</script><i onclick="x">Safe</i>',
        reviewed=True,
    )
    mail = render_mail(published(primary_care=(item,)), "sv", archive='https://x.example/"><b>')
    links = html.document_fromstring(mail.html).xpath("//a/@href")
    assert "<script" not in mail.html
    assert "onclick" not in mail.html
    assert "<i>Safe</i>" in mail.html
    assert 'https://x.example/"><b>' in links  # the whole of it is still the address
    assert "1.  <script>x</script> & {{ 7*7 }} Bcc: all@example.org\n" in mail.text


def test_each_audience_gets_its_own_studies_and_what_is_for_all() -> None:
    made = full_edition(state="published")
    care, rehabilitation = (
        render_mail(made, "sv", audience=audience, archive=PAGE) for audience in AUDIENCES
    )
    both = render_mail(made, "sv", archive=PAGE)
    only_care = "Fler sökte vårdcentral för sämre minne efter sepsis"
    for mail in (care, rehabilitation, both):
        for page in (plain(mail.html), " ".join(mail.text.split())):
            assert "Säg inte längre" in page
            assert "Breathing exercises cure fatigue." in page
            assert "Aktivitetsanpassning hos fysioterapeut gav ingen säker skillnad" in page
            assert (only_care in page) == (mail is not rehabilitation)
    assert f"* För primärvårdsrehabiliteringen ({len(made.rehabilitation)})" in care.text
    # What both audiences have stands with its source, for nothing above has told it.
    assert "Också för vårdcentralen." in both.text
    assert "Också för vårdcentralen." not in rehabilitation.text
    assert "https://pubmed.ncbi.nlm.nih.gov/90000001/" in rehabilitation.text


def test_an_audience_without_studies_is_told_so() -> None:
    mail = render_mail(published(rehabilitation=()), "sv", audience="primarvardsrehab")
    assert re.search(r"För primärvårdsrehabiliteringen\n-+\n\nInga studier", mail.text)
    assert "För vårdcentralen (" in mail.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_edition_gives_the_same_mail(lang: Lang) -> None:
    made = edition()
    copy = msgspec.json.decode(msgspec.json.encode(made), type=Edition)
    assert render_mail(made, lang) == render_mail(copy, lang)

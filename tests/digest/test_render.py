"""Pages and texts: what they say, that they are safe, whole and the same every time."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt

from litwatch.digest import render_html, render_markdown
from litwatch.digest.edition import AUDIENCES, Edition, Outside, Written
from litwatch.digest.filling import escape_markdown, stylesheet
from litwatch.digest.method import Volume
from litwatch.language import LANGUAGES, Lang
from litwatch.records import State, Tag

from .month import (
    BREATHING,
    ENTRIES,
    NOW,
    PACING,
    RETRACTED,
    REVIEW,
    SEPSIS,
    WORDS,
    Row,
    edition,
    entry,
    full_edition,
    record,
)

GOLDEN = Path(__file__).parent / "golden"
QUIET = "Inget den här månaden ändrar råden i kunskapsstödet."


def words_of(page: str) -> str:
    """The visible text of a page with single spaces."""
    tree = html.document_fromstring(page)
    for style in tree.iter("style"):
        style.text = ""
    return " ".join(tree.text_content().split())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", ["html", "md"])
def test_the_small_month_is_as_it_was_agreed(lang: Lang, kind: str) -> None:
    """LITWATCH_GOLDEN=write writes the files anew; look at the difference before you keep it."""
    made = full_edition()
    text = render_markdown(made, lang) if kind == "md" else render_html(made, lang)
    text = text.replace(stylesheet(), "/* the style sheet */")
    path = GOLDEN / f"edition.{lang}.{kind}"
    if os.environ.get("LITWATCH_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_edition_gives_the_same_bytes(lang: Lang) -> None:
    made = edition()
    copy = msgspec.json.decode(msgspec.json.encode(made), type=Edition)
    assert render_html(made, lang) == render_html(copy, lang)
    assert render_markdown(made, lang) == render_markdown(copy, lang)


def test_proposals_are_dashed_and_worded_and_reviewed_items_are_not() -> None:
    tree = html.document_fromstring(render_html(edition(), "sv"))
    posts = {post.get("id"): post for post in tree.iter("article") if post.get("id")}
    assert "Förslag, inte granskat" in posts["p3"].text_content()
    assert "pencil" in posts["p3"].get("class", "")
    assert "Förslag" not in posts["p1"].text_content()
    assert "pencil" not in posts["p1"].get("class", "")


def test_a_draft_says_so_first_and_a_published_edition_has_no_trace_of_it() -> None:
    assert "Utkast, inte granskat" in render_html(edition(), "sv")
    published = words_of(render_html(edition(state="published"), "sv"))
    assert "Utkast" not in published
    assert "Förslag" not in published
    assert "Källa: PubMed/NLM, hämtat 1 november 2026." in published


def test_a_month_without_items_says_that_nothing_changes_and_keeps_its_sections() -> None:
    page = render_html(edition((), rows=()), "sv")
    tree = html.document_fromstring(page)
    assert tree.xpath("string(//p[@class='still'])") == QUIET
    assert [part.get("id") for part in tree.iter("section")] == [
        None,
        "news",
        "notices",
        "groups",
        "conditions",
        "methods",
    ]
    assert "Inga studier den här månaden." in words_of(page)
    assert QUIET in render_markdown(edition((), rows=()), "sv")


def test_with_proposals_left_the_quiet_sentence_is_only_a_proposal() -> None:
    page = words_of(render_html(edition(rows=()), "sv"))
    assert f"{QUIET} Gäller bara om inget av de 2 förslagen" in page


def test_without_a_whole_search_the_quiet_sentence_and_zero_claim_nothing() -> None:
    for made in (
        edition((), rows=(), windows=()),
        edition((), rows=(), now=datetime(2026, 10, 20, tzinfo=UTC)),
    ):
        tree = html.document_fromstring(render_html(made, "sv"))
        assert tree.xpath("string(//div[@class='waits']/p[@class='still'])") == QUIET
        page = words_of(render_html(made, "sv"))
        assert "Noll betyder att vi har sökt" not in page
        assert "Noll betyder att vi har sökt" not in render_markdown(made, "sv")
        assert "Gäller bara om sökningarna" in render_markdown(made, "sv")
    assert "sökningen är inte komplett" in words_of(
        render_html(edition((), rows=(), windows=()), "sv")
    )


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("concern", "Tidskriften utreder"),
        ("corrected", "Rättad"),
        ("superseded", "Nyare version finns"),
    ],
)
@pytest.mark.parametrize("tag", ["design:rct", "design:guideline", "design:opinion"])
def test_what_has_become_of_a_work_is_marked_on_items_and_lines(
    state: State, words: str, tag: str
) -> None:
    made = edition((entry(PACING, tag, verdict="include", state=state),), rows=())
    tree = html.document_fromstring(render_html(made, "sv"))
    kind = "concern" if state == "concern" else "corrected"
    assert [m.text_content() for m in tree.xpath(f"//span[@class='mark {kind}']")] == [words]
    assert f"**{words}.**" in render_markdown(made, "sv")


def test_words_on_a_list_line_are_shown_there_and_led_to_from_the_minute() -> None:
    rows = tuple(
        Row(record_id="90000009", field=field, text=f"Ord om {field}.", audience=audience)
        for field, audience in [("minute", ""), ("bottom_line", ""), ("meaning", "vardcentral")]
    )
    made = edition(rows=rows)
    tree = html.document_fromstring(render_html(made, "sv"))
    (line,) = tree.xpath("//li[@id='guidelines-1']")
    for words in ("Ord om bottom_line.", "Ord om meaning."):
        assert words in line.text_content()
        assert words.replace("_", "\\_") in render_markdown(made, "sv")
    (lead,) = tree.xpath("//section[@class='minute']//a")
    assert (lead.get("href"), lead.text) == (
        "#guidelines-1",
        "Läs under Riktlinjer och ur omvärlden",
    )


def test_a_list_line_speaks_to_the_health_centre_first() -> None:
    rows = tuple(
        Row(record_id="90000009", field="meaning", text=f"Till {audience}.", audience=audience)
        for audience in reversed(AUDIENCES)
    )
    made = edition(rows=rows)
    for page in (words_of(render_html(made, "sv")), render_markdown(made, "sv")):
        first, second = (page.index(f"Till {audience}.") for audience in AUDIENCES)
        assert first < second


def test_when_pem_was_not_measured_the_item_says_so() -> None:
    sentence = "Studien säger inget om personer med PEM."
    assert sentence not in render_html(edition(), "sv")
    rows = (*WORDS, Row(record_id=PACING.id, field="pem_in_sample", text="Mättes inte.", at=NOW))
    assert render_html(edition(rows=rows), "sv").count(sentence) == 1
    assert render_markdown(edition(rows=rows), "sv").count(sentence) == 1


def test_a_model_is_never_sure() -> None:
    page = words_of(render_html(edition((entry(PACING, "design:rct", score=0.9999),)), "sv"))
    assert "över 0,99 av 1" in page
    assert "1,00" not in page


def test_a_notice_without_a_day_is_printed_without_one() -> None:
    came = datetime(2026, 10, 14, 3, tzinfo=UTC)
    found = entry(RETRACTED, "design:rct", notices=RETRACTED.notices, first_seen=came)
    page = words_of(render_html(edition((found,), rows=()), "sv"))
    assert "Tillbakadragen, fanns redan när posten hämtades" in page
    assert "14 oktober" not in page


def test_a_page_asks_nobody_for_anything_and_has_no_inline_style() -> None:
    page = render_html(edition(), "sv")
    tree = html.document_fromstring(page)
    assert not tree.xpath("//script|//link|//img|//iframe|//object|//*[@style]|//*[@src]")
    assert not re.findall(r"url\((?!data:font/woff2;base64,)", page)
    assert "@import" not in page
    addresses = {a.get("href") for a in tree.iter("a")}
    assert {re.match(r"#|https://[^/]+/", a or "").group() for a in addresses} == {  # type: ignore[union-attr]
        "#",
        "https://pubmed.ncbi.nlm.nih.gov/",
        "https://doi.org/",
        "https://pmc.ncbi.nlm.nih.gov/",
    }


def test_ids_are_unique_and_every_inner_link_leads_somewhere() -> None:
    tree = html.document_fromstring(render_html(edition(), "sv"))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {a[1:] for a in tree.xpath("//a/@href") if a.startswith("#")} <= set(ids)
    assert set(" ".join(tree.xpath("//@aria-labelledby")).split()) <= set(ids)


def test_text_from_pubmed_is_marked_as_english_and_keeps_only_harmless_markup() -> None:
    hostile = record(
        95,
        "Fatigue <script>alert(1)</script> after CO2",
        ("RESULTS", "It was 5% <img src=x onerror=alert(1)> better."),
        title_html='Fatigue <script>alert(1)</script> after <i onclick="x">CO<sub>2</sub></i>',
    )
    page = render_html(edition((entry(hostile, "design:rct"),), rows=()), "sv")
    assert '<span lang="en">Fatigue  after <i>CO<sub>2</sub></i></span>' in page
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_peoples_words_are_marked_as_swedish_on_the_english_page() -> None:
    tree = html.document_fromstring(render_html(edition(), "en"))
    assert tree.get("lang") == "en"
    (minute,) = tree.xpath("//section[@class='minute']//span[@lang='sv']")
    assert minute.text_content().startswith("Aktivitetsanpassning")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_more_than_25_words_in_a_row_come_from_an_abstract(lang: Lang) -> None:
    long = "We included 40 adults " + " ".join(f"word{i}" for i in range(80)) + "."
    wordy = record(96, "Wordy", ("METHODS", long), ("RESULTS", f"It fell by 5% {long}"))
    made = edition((*ENTRIES, entry(wordy, "design:rct", score=0.99)))
    for page in (words_of(render_html(made, lang)), render_markdown(made, lang)):
        shown = " ".join(re.findall(r"\w+", page))
        for source in (wordy, PACING, SEPSIS, BREATHING, REVIEW):
            words = re.findall(r"\w+", source.abstract_text)
            runs = (words[i : i + 40] for i in range(len(words) - 39))
            assert not any(" ".join(run) in shown for run in runs)
        words = long.split()
        assert not any(" ".join(words[i : i + 26]) in page for i in range(len(words) - 25))


def test_the_chart_is_real_text_with_title_description_and_a_table() -> None:
    tree = html.document_fromstring(render_html(edition(), "sv"))
    chart = tree.xpath("//section[@id='methods']//svg[@role='img']")[0]
    assert chart.xpath("string(title)") == "Månadens flöde, oktober 2026"
    assert "Träffar i sökningarna 222" in chart.xpath("string(desc)")
    assert [t.text for t in chart.iter("text")][:2] == ["Träffar i sökningarna", "222"]
    captions = [c.text_content() for c in tree.iter("caption")]
    assert captions[:2] == ["Månadens flöde", "Per sökning"]


def test_every_figure_has_its_title_its_words_and_a_table_with_the_same_numbers() -> None:
    made = full_edition()
    tree = html.document_fromstring(render_html(made, "sv"))
    assert len(tree.xpath("//svg[@role='img']")) == 2 + len(made.volumes)
    (around,) = tree.xpath("//svg[title[starts-with(., 'Poster efter tillstånd')]]")
    assert "Flest poster: Postcovid, 157." in around.xpath("string(desc)")
    (row,) = tree.xpath("//table[caption[starts-with(., 'Poster efter')]]//tr[th='Postcovid']")
    assert [cell.text for cell in row.iter("td")] == [
        "6",
        "11",
        "48",
        "37",
        "9",
        "12",
        "21",
        "13",
        "157",
    ]
    assert "Andra typer: Riktlinje/konsensus 1" in words_of(render_html(made, "sv"))
    # A column for each design is too narrow for its name in Word: there the map is a list.
    text = render_markdown(made, "sv")
    assert "- **Postcovid** Systematisk översikt 6, Randomiserad studie 11, Kohortstudie 48" in text
    assert "Cirkelns yta" in words_of(render_html(made, "sv"))
    assert "Cirkelns yta" not in text


def test_a_month_that_was_not_searched_is_a_gap_in_the_trend_and_said() -> None:
    made = full_edition()
    tree = html.document_fromstring(render_html(made, "sv"))
    (line,) = tree.xpath("//svg[title='ME/CFS, nya poster varje månad']")
    assert len(line.xpath("path[@class='l1']")) == 2
    assert len(line.xpath("path[@class='gap']")) == 1
    assert "Inte helt genomsökt: mars 2026." in line.xpath("string(desc)")
    (row,) = tree.xpath("//table[caption='Nya poster varje månad']//tr[th='ME/CFS']")
    assert [cell.text for cell in row.iter("td")][4] == "ej sökt"


def test_one_searched_month_is_no_trend() -> None:
    topic = full_edition().volumes[0].topic
    months = (("2026-09", None), ("2026-10", 3))
    made = msgspec.structs.replace(edition(), volumes=(Volume(topic=topic, months=months),))
    page = render_html(made, "sv")
    assert "det finns ingen trend att visa än" in page
    assert "trend-1" not in page
    assert "ingen trend att visa" in render_markdown(made, "sv")


def test_a_correction_and_a_trial_say_so_first() -> None:
    made = msgspec.structs.replace(
        edition(state="published", revision=2),
        correction="I post 1 stod 30 poäng. Rätt är 33 *poäng*.",
        trial=True,
    )
    page = words_of(render_html(made, "sv"))
    first = page.index("Månaden på en minut")
    assert page.index("inte granskad av APC:s kuratorer") < first
    assert page.index("Rättad utgåva, version 2, publicerad 1 november 2026") < first
    assert page.index("I post 1 stod 30 poäng.") < first
    text = render_markdown(made, "sv")
    assert "> **Provutgåva.** Gjord av utvecklarna" in text
    assert "Rätt är 33 \\*poäng\\*." in text
    for plain in (words_of(render_html(edition(), "sv")), render_markdown(edition(), "sv")):
        assert "Provutgåva" not in plain
        assert "Rättad utgåva" not in plain


def test_what_came_from_outside_stands_with_body_day_link_and_words() -> None:
    tree = html.document_fromstring(render_html(full_edition(), "sv"))
    (line,) = tree.xpath("//li[@id='outside-1']")
    assert "Exempelmyndigheten, 7 oktober 2026" in line.text_content()
    assert "Samma råd som förut." in line.text_content()
    assert line.xpath("string(.//a/@href)") == "https://example.org/sammanstallning"
    assert tree.xpath("string(//nav//a[@href='#guidelines']/span[@class='c'])") == "3"
    assert "(<https://example.org/sammanstallning>)" in render_markdown(full_edition(), "sv")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "", "//x.example"])
def test_a_link_that_is_no_web_page_is_left_out(link: str) -> None:
    found = Outside(id=7, body="Verket", title="Rapport", link=link, day=NOW.date())
    made = msgspec.structs.replace(edition(), outside=(found,))
    tree = html.document_fromstring(render_html(made, "sv"))
    assert tree.xpath("//li[@id='outside-7']//a") == []
    assert "Rapport" in render_markdown(made, "sv")


def test_an_item_of_an_earlier_month_says_which() -> None:
    made = edition()
    late = msgspec.structs.replace(made.primary_care[0], carried_from="2026-05")
    made = msgspec.structs.replace(made, primary_care=(late, *made.primary_care[1:]))
    assert "Från maj 2026, tas upp nu" in words_of(render_html(made, "sv"))
    assert "**Från maj 2026, tas upp nu.**" in render_markdown(made, "sv")


def test_numbers_and_dates_are_written_the_readers_way() -> None:
    many = msgspec.structs.replace(
        edition(), flow=msgspec.structs.replace(edition().flow, hits=12345)
    )
    assert "12\N{NO-BREAK SPACE}345" in render_html(many, "sv")
    assert "12,345" in render_html(many, "en")


_MARKDOWN = MarkdownIt("commonmark")


@given(st.text(min_size=1, max_size=60))
def test_escaped_markdown_reads_as_the_text_itself(text: str) -> None:
    plain = " ".join(text.replace("\x00", " ").split())
    tokens = _MARKDOWN.parse(escape_markdown(plain))
    if plain:
        assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
        (line,) = (token for token in tokens if token.type == "inline")
        assert {child.type for child in line.children or ()} <= {"text", "text_special"}
        assert "".join(child.content for child in line.children or ()) == plain


@pytest.mark.parametrize("render", [render_html, render_markdown])
def test_a_flag_is_a_short_label_and_says_when_only_a_machine_set_it(
    render: Callable[[Edition, Lang], str],
) -> None:
    small = entry(record(95, "A pilot."), "design:rct", "flags:small_n", verdict="include")
    page = render(edition((small,), state="published"), "sv")
    assert "Litet underlag" in page
    assert "per arm" not in page
    assert page.count("flaggor enligt maskinell märkning") == 1

    accepted = Tag(facet="flags", value="small_n", by="A. Exempel", state="accepted")
    read = msgspec.structs.replace(small, tags=(*small.tags, accepted))
    page = render(edition((read,), state="published"), "sv")
    assert "Litet underlag" in page
    assert "enligt maskinell märkning" not in page


def test_words_for_an_audience_without_the_item_are_not_lost() -> None:
    made = full_edition(state="published")
    (item,) = [one for one in made.items() if one.id == "90000002"]
    assert item not in made.rehabilitation
    told = Written(field="meaning", audience="primarvardsrehab", text="Ord till rehab.")
    item = msgspec.structs.replace(item, written=(*item.written, told))
    care = tuple(item if one.id == item.id else one for one in made.primary_care)
    made = msgspec.structs.replace(made, primary_care=care)
    (block,) = html.document_fromstring(render_html(made, "sv")).xpath("//div[p='Ord till rehab.']")
    assert " ".join(block.xpath("string(h4)").split()) == (
        "Vad betyder det för oss? För primärvårdsrehabiliteringen"
    )
    assert (
        "**Vad betyder det för oss? För primärvårdsrehabiliteringen** Ord till rehab."
        in render_markdown(made, "sv")
    )


def test_no_line_ends_inside_the_name_of_the_disease() -> None:
    made = edition()
    (item,) = [one for one in made.items() if one.id == "90000001"]
    words = Written(field="bottom_line", text="Trötthet efter covid-19 & <b>annat</b>.")
    item = msgspec.structs.replace(item, written=(words,))
    page = render_html(msgspec.structs.replace(made, primary_care=(item,)), "sv")
    whole = 'Trötthet efter <span class="nowrap">covid-19</span> &amp; &lt;b&gt;annat&lt;/b&gt;.'
    assert whole in page

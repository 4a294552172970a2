"""Which work the words of a slide mean: what is told, what is left open, what is never guessed."""

from __future__ import annotations

import pytest

from litwatch.records import Author, Doi, Journal, PartialDate, Pmcid, Pmid, PublicationType, Record
from litwatch.records.cited import Candidates, Found, Passage, Place, Reading, Wanted, cited, tidy


def work(number: int, **changes: object) -> Record:
    """An invented article by Ekdahl, Brink and Fors in J Invent Med 2023;21(3):133-146."""
    facts: dict[str, object] = {
        "pmid": Pmid(f"9000000{number}"),
        "title": "Fatigue after an invented fever: a cohort of foresters in northern parishes.",
        "authors": (
            Author(last="Ekdahl", fore="Hanna E", initials="HE"),
            Author(last="Brink", initials="L"),
            Author(last="Fors", initials="JM"),
        ),
        "journal": Journal(
            title="Journal of invented medicine",
            iso="J Invent Med",
            volume="21",
            issue="3",
            pages="133-146",
        ),
        "published": PartialDate(year=2023),
    }
    return Record(**(facts | changes))  # type: ignore[arg-type]


EKDAHL = work(1, doi=Doi("10.1234/jim.2023.133"), pmcid=Pmcid("PMC9000001"))


def read(text: str, *records: Record) -> list[Found]:
    """What is found in a text, of these works or of Ekdahl's alone."""
    reading = Reading(Passage(tidy(text), ((0, Place("slide", 1)),)))
    wanted = Wanted([reading])
    return cited([reading], Candidates(filter(wanted.asks, records or (EKDAHL,))))


def told(text: str, *records: Record) -> list[tuple[str, str]]:
    return [(f.match.record_id, f.match.confidence) for f in read(text, *records) if f.match]


@pytest.mark.parametrize(
    "text",
    [
        "1. Ekdahl HE, Brink L, Fors JM. Fatigue after an invented fever: a cohort of foresters in "
        "northern parishes. J Invent Med. 2023;21(3):133-146.",
        "Ekdahl, H. E., Brink, L., & Fors, J. M. (2023). Fatigue after an invented fever: A cohort of "
        "foresters in northern parishes. Journal of Invented Medicine, 21(3), 133–146.",
        "Ekdahl, H. E. et al. Fatigue after an invented fever: a cohort of foresters in northern "
        "parishes. J. Invent. Med. 21, 133–146 (2023).",
        "Ekdahl HE m.fl. Fatigue after an invented\nfever: a cohort of forest-\ners in northern "
        "parishes. J Invent\nMed 2023",
        "EKDAHL, Hanna E., et al. Fatigue after an invented ﬁ fever".replace("ﬁ ", "")
        + ": a cohort of foresters in northern parishes. Journal of Invented Medicine, 2023.",
        "Ekdahl HE et al. Fatigue after an invented fever: a cohort of foresters… J Invent Med 2023",
        "Ekdahl HE, Brink L, et al. Fatigue after an inventd fever: a cohort of foresters in northern "
        "parishes. J Invent Med 2023;21:133.",
        "Ekdahl HE et al. J Invent Med 2023;21:133–46",
        "H. E. Ekdahl et al., J. Invent. Med. 21, 133 (2023)",
        "J Invent Med 2023;21:133",
        "Lästips: Fatigue after an invented fever: a cohort of foresters in northern parishes "
        "(J Invent Med, 2023)",
    ],
)
def test_a_reference_is_certain(text: str) -> None:
    assert told(text) == [("90000001", "certain")]


@pytest.mark.parametrize(
    "text",
    [
        "Ekdahl et al., J Invent Med 2023",
        "Ekdahl m.fl. J Invent Med 2023",
        "Ekdahl et al. (2023) J Invent Med",
        "De flesta blev bättre (Ekdahl et al. Journal of Invented Medicine. 2023).",
        "Ekdahl och medarbetare, J. Invent. Med. 2023",
        "Ekdahl HE, J Invent Med 2023",
        "Fatigue after an invented fever: a cohort of foresters in northern parishes",
    ],
)
def test_author_journal_and_year_or_a_title_alone_are_probable(text: str) -> None:
    assert told(text) == [("90000001", "probable")]


def test_a_common_name_makes_the_same_words_unsure() -> None:
    wang = work(2, authors=tuple(Author(last=name) for name in ("Wang", "Ek", "Fors")))
    assert told("Wang et al., J Invent Med 2023", wang) == [("90000002", "low")]


@pytest.mark.parametrize(
    "text",
    [
        "Ekdahl et al., Eur J Invent Med 2023",  # another journal, whose name ends alike
        "Ekdahl et al., J Invent Med Res 2023",  # and one whose name begins alike
        "Ekdahl et al., J Invent Med 2022",
        "Ekdahl & Brink, J Invent Med 2023",  # the work has three authors
        "Ekdahl K et al., J Invent Med 2023",
        "Ekdahl HE et al. J Invent Med 2023;21:988",
        "Ekdahl HE, Brink L, Fors JM. Sleep in another invented illness of bakers. "
        "J Invent Med. 2023;20:7-9.",
        "Ekdahl HE, Brink L, Fors JM. Fatigue after an invented fever: a cohort of foresters in "
        "northern parishes, part 2. J Invent Med. 2024;22:1-9.",
    ],
)
def test_another_work_of_the_same_people_is_not_matched_but_listed(text: str) -> None:
    (found,) = read(text)
    assert found.match is None
    assert found.words.startswith("Ekdahl")


def test_author_and_year_alone_are_left_open_and_the_stored_work_is_named() -> None:
    (found,) = read("Ekdahl et al. 2023")
    assert (found.match, found.maybe) == (None, ("90000001",))


def test_author_and_year_are_told_by_the_file_s_own_reference_list() -> None:
    text = (
        "Tröttheten minskade (Ekdahl et al., 2023).\n\nReferenser\n\n"
        "Ekdahl HE, Brink L, Fors JM. Fatigue after an invented fever: a cohort of foresters in "
        "northern parishes. J Invent Med. 2023;21(3):133-146."
    )
    first, second = read(text)
    assert first.match
    assert (first.match.record_id, first.match.by) == ("90000001", "list")
    assert second.match
    assert second.match.by == "title"


def test_two_works_of_one_name_year_and_journal_are_not_told_apart() -> None:
    twin = work(2, title="Sleep in another invented illness of bakers and millers.")
    (found,) = read("Ekdahl et al., J Invent Med 2023", EKDAHL, twin)
    assert (found.match, found.maybe) == (None, ("90000001", "90000002"))


def test_a_mention_that_may_be_any_of_many_names_none() -> None:
    many = [work(n, title=f"Study {n} of an invented illness in foresters") for n in range(1, 8)]
    (found,) = read("Ekdahl et al. 2023", *many)
    assert (found.match, found.maybe) == (None, ())


def test_the_article_is_meant_and_not_its_erratum() -> None:
    erratum = work(
        2,
        title="Correction to: Fatigue after an invented fever.",
        publication_types=(PublicationType(name="Published Erratum"),),
    )
    assert told("Ekdahl et al., J Invent Med 2023", EKDAHL, erratum) == [("90000001", "probable")]


def test_a_correction_s_own_reference_does_not_name_the_article() -> None:
    text = (
        "Ekdahl HE. Correction to: Fatigue after an invented fever: a cohort of foresters in "
        "northern parishes. J Invent Med. 2024;22(1):9."
    )
    assert told(text) == []


def test_a_long_text_of_nothing_but_names_is_read_through() -> None:
    for many in ("Ek, Aa Bb Cc ", "Ek et al. 2021 ", "PMID 1, 2, ", "10.1234/a-\n", "(Ek A, "):
        assert told(many * 1500) == []


def test_of_two_works_with_one_title_the_journal_decides() -> None:
    preprint = work(2, journal=Journal(title="medRxiv", iso="medRxiv"))
    text = (
        "Ekdahl HE, Brink L. Fatigue after an invented fever: a cohort of foresters in northern "
        "parishes. medRxiv 2023."
    )
    assert [one for one, _ in told(text, EKDAHL, preprint)] == ["90000002"]


@pytest.mark.parametrize(
    "text",
    [
        "PMID 90000001",
        "doi:10.1234/JIM.2023.\n133",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC9000001/",
        "Ek et al., Another J 2020. https://doi.org/10.1234/jim.2023.133",
    ],
)
def test_an_identifier_is_certain_whatever_stands_beside_it(text: str) -> None:
    assert told(text) == [("90000001", "certain")]


def test_what_is_not_stored_is_listed_with_its_words() -> None:
    text = "Anders B Ek, distriktsläkare, Norrby 2023-11-02\n\nSee doi:10.9999/not.stored, PMID: 90000009"
    assert [(f.match, f.words) for f in read(text)] == [
        (None, "See doi:10.9999/not.stored, PMID: 90000009"),
        (None, "See doi:10.9999/not.stored, PMID: 90000009"),
    ]


def test_more_identifiers_of_a_matched_work_are_no_mentions_of_their_own() -> None:
    bare = work(3)
    text = (
        "Ekdahl HE, Brink L, Fors JM. Fatigue after an invented fever: a cohort of foresters in "
        "northern parishes. J Invent Med. 2023;21:133. doi:10.1234/jim.2023.133. PMCID: PMC9000001"
    )
    assert [one.match is not None for one in read(text, bare)] == [True]


def test_an_unknown_doi_contradicts_a_work_that_has_another() -> None:
    text = "Ekdahl HE et al. J Invent Med 2023;21:133. doi:10.1234/other"
    assert told(text, work(3)) == [("90000003", "certain")]
    assert told(text) == []
    assert read(text)[0].named == ("doi:10.1234/other",)


def test_an_unknown_identifier_on_the_next_line_of_a_list_is_not_lost() -> None:
    text = (
        "1. Ekdahl HE. Fatigue after an invented fever: a cohort of foresters in northern parishes."
        "\n2. PMC9000009"
    )
    assert [one.match is None for one in read(text, work(3))] == [False, True]


def test_a_slide_without_sources_has_no_mentions() -> None:
    text = "Postcovid 2023\nVad vet vi i dag?\n\nAnna Ek, Region Norr, 2023. N=12345678"
    assert read(text) == []

"""`[3]` and trötthet³ lead to the file's own numbered list, and nowhere else."""

from __future__ import annotations

import pytest

from litwatch.records import Author, Journal, PartialDate, Pmid, Record
from litwatch.records.cited import Candidates, Passage, Place, Reading, cited

NAMES = ("Ekdahl", "Lindhagen", "Norrgren", "Sjöstedt", "Öberg", "Ahlmark")
WORKS = tuple(
    Record(
        pmid=Pmid(f"9000000{number}"),
        title=f"An invented study of {name} and the foresters of parish number {number}.",
        authors=(Author(last=name, initials="HE"),),
        journal=Journal(title="Journal of invented medicine", iso="J Invent Med", volume="21"),
        published=PartialDate(year=2023),
    )
    for number, name in enumerate(NAMES, 1)
)
LIST = "\n".join(
    f"{number}. {NAMES[number - 1]} HE. {work.title} J Invent Med. 2023;21."
    for number, work in enumerate(WORKS, 1)
)


def cited_on(*slides: str) -> dict[int, list[str]]:
    """The last figure of each work that a slide cites, by the slide's number."""
    readings = [
        Reading(Passage(text, ((0, Place("slide", number)),)))
        for number, text in enumerate(slides, 1)
    ]
    found: dict[int, list[str]] = {number: [] for number in range(1, len(slides) + 1)}
    for one in cited(readings, Candidates(WORKS)):
        if one.match:
            found[one.place.number].append(one.match.record_id[-1])
    return found


@pytest.mark.parametrize(
    ("words", "works"),
    [
        ("Trötthet är vanligt efter feber [3].", "3"),
        ("Trötthet är vanligt [1,4–6] och yrsel ovanligt [2].", "14562"),
        ("Trötthet är vanligt efter feber.³", "3"),
        ("Trötthet¹,⁴⁻⁶ är vanligt", "1456"),
        ("Sjöstedt m.fl.⁴ fann yrsel", "4"),
    ],
)
def test_a_number_names_the_work_of_the_list_on_the_slide_that_says_it(
    words: str, works: str
) -> None:
    assert cited_on(words, f"Referenser\n\n{LIST}")[1] == list(works)


def test_the_list_goes_on_over_slides_and_may_stand_before_its_heading() -> None:
    lines = LIST.split("\n")
    slides = cited_on(
        "Trötthet [2, 5]", "\n".join(lines[:3]) + "\n\nReferences", "\n".join(lines[3:])
    )
    assert slides == {1: ["2", "5"], 2: ["1", "2", "3"], 3: ["4", "5", "6"]}


def test_a_number_says_how_sure_it_is_and_shows_its_line() -> None:
    readings = [
        Reading(Passage(text, ((0, Place("slide", number)),)))
        for number, text in enumerate(("Trötthet är vanligt [3].", f"Källor\n{LIST}"), 1)
    ]
    first, *_ = cited(readings, Candidates(WORKS))
    assert first.match is not None
    assert (first.match.by, first.match.confidence) == ("list", "probable")
    assert first.words == "Trötthet är vanligt [3]."


@pytest.mark.parametrize(
    "words",
    [
        "Skillnaden var 2 poäng (95 % KI [1, 4])",
        "median 5 [3–6] dagar",
        "BMI 27 kg/m² och χ² 3",
        "Träning 30 min², 10³ steg",
        "Svaret [7] finns inte",
        "Trötthet¹\n¹ Egen bedömning, ingen studie",
    ],
)
def test_other_numbers_are_no_citations(words: str) -> None:
    assert cited_on(words, f"Referenser\n{LIST}")[1] == []


def test_without_a_list_that_calls_itself_one_no_number_means_anything() -> None:
    assert cited_on("Trötthet är vanligt [3].", LIST)[1] == []


def test_a_number_that_two_lists_give_to_two_works_means_none() -> None:
    other = LIST.split("\n")[4].replace("5.", "1.", 1)
    slides = cited_on("Trötthet [1] och yrsel [2]", f"Referenser\n{LIST}", f"Referenser\n{other}")
    assert slides[1] == ["2"]

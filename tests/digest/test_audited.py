"""What readers are told of the low-ranked records: a number with its interval, or that none is known."""

from __future__ import annotations

from litwatch.classify.audit import missed
from litwatch.digest.audited import agreement_line, audit_line
from litwatch.digest.method import Agreement
from litwatch.language import speech


def test_a_read_sample_gives_a_rate_with_its_interval() -> None:
    told = missed(band=451, drawn=24, read=24, found=0)
    assert audit_line(told, speech("sv")) == (
        "24 av 451 lågt rankade poster lottades fram för att läsas. 24 är lästa och 0 av dem togs "
        "med: 0 till 13,8 procent av de lågt rankade kan ha missats (95 % intervall), som mest 58 "
        "poster."
    )


def test_an_unread_one_says_that_nothing_is_known() -> None:
    told = missed(band=30, drawn=20, read=0, found=0)
    assert "nothing is known" in audit_line(told, speech("en"))


def test_a_month_without_low_ranked_records_and_one_without_a_sample_are_two_things() -> None:
    nothing_low = audit_line(missed(band=0, drawn=0, read=0, found=0), speech("en"))
    not_drawn = audit_line(None, speech("en"))
    assert nothing_low == "The model ranked no record of the month low."
    assert not_drawn == "No sample of low-ranked records has been drawn for the month."


def test_agreement_is_told_with_its_interval() -> None:
    told = Agreement(read=214, twice=58, same=47, kappa=0.71, low=0.59, high=0.83)
    assert agreement_line(told, speech("sv")) == (
        "58 av 214 lästa poster (27,1 procent) lästes av två, som bedömde 47 av dem lika. "
        "Kappa 0,71 (95 % intervall 0,59 till 0,83)."
    )


def test_agreement_that_is_not_known_says_why() -> None:
    say = speech("en")
    assert "two people is not recorded" in agreement_line(None, say)
    assert "No record of the month has been read" in agreement_line(Agreement(read=0, twice=0), say)
    assert "None of the 9 read records" in agreement_line(Agreement(read=9, twice=0), say)
    alike = agreement_line(Agreement(read=9, twice=3, same=3), say)
    assert "Kappa is not defined here" in alike

"""What people call the parties, units, periods and roles of the registers."""

from __future__ import annotations

from litwatch.language import Speech
from litwatch.report.periods import Period
from litwatch.watch import Watch


def units(say: Speech) -> dict[str, str]:
    """The kinds of unit that participants come from."""
    _ = say._
    return {
        "vardcentral": _("Primary care centre"),
        "primarvardsrehab": _("Primary care rehabilitation"),
        "municipality": _("Municipality"),
        "specialist": _("Specialist care"),
        "other": _("Others"),
    }


def audiences(say: Speech) -> dict[str, str]:
    """Those whom a seminar is given for."""
    _ = say._
    return {
        "vardcentral": _("Primary care centre"),
        "primarvardsrehab": _("Primary care rehabilitation"),
        "both": _("Care centres and rehabilitation"),
    }


def parties(say: Speech) -> dict[str, str]:
    """Those whom views come from."""
    _ = say._
    return {
        "karolinska": _("Karolinska, the post-infectious clinic"),
        "rpo": _("Regional programme (RPO)"),
        "patients": _("Patient associations"),
        "municipality": _("Municipalities"),
        "units": _("Primary care units"),
        "other": _("Others"),
    }


def modules(watch: Watch) -> dict[str, str]:
    """The seminars by id; their titles are Swedish."""
    return {module.id: module.title_sv for module in watch.modules}


def period(told: Period, say: Speech) -> str:
    """`Quarter 2, 2026`."""
    _ = say._
    if told.half:
        halves = {1: _("First half of {year}"), 2: _("Second half of {year}")}
        return halves[told.number].format(year=told.year)
    return _("Quarter {number}, {year}", number=told.number, year=told.year)


def role_name(say: Speech, role: str) -> str:
    """A role as people call it; a word that is none as it is."""
    _ = say._
    names: dict[str, str] = {
        "reader": _("reader"),
        "trainer": _("trainer"),
        "curator": _("curator"),
        "specialist": _("specialist reviewer"),
        "child_specialist": _("specialist reviewer for children"),
        "rpo": _("reader of the regional programme"),
        "editor": _("editor"),
        "admin": _("administrator"),
    }
    return names.get(role, role)

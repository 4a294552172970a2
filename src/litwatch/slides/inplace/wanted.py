"""What litwatch wants of the slides of a deck today."""

from __future__ import annotations

from dataclasses import dataclass, replace

from litwatch.slides.slide import SlidePlan, Text


@dataclass(frozen=True)
class Notice:
    """What stands in a message's place when it may not be shown any more.

    `banner` is for a slide that the trainer has worded: a text box over what they wrote.
    """

    title: Text
    body: tuple[Text, ...]
    mark: str
    source: Text
    banner: str
    notes: tuple[Text, ...]

    def on(self, plan: SlidePlan) -> SlidePlan:
        """The slide that says so, in the place of `plan`."""
        return replace(
            plan,
            kind="text",
            title=self.title,
            body=self.body,
            mark=self.mark,
            badges=(),
            draft=False,
            chart=None,
            source=self.source,
            notes=self.notes,
        )


@dataclass(frozen=True)
class Wanted:
    """One managed slide: what it should say, and the notice where it may say it no longer.

    `series` is the edition or module whose deck has it, as memory.series_of names them.
    `plan` is None for a slide that today's edition or module does not have: such a slide has a
    notice. `changed` is the banner for a slide that goes on with words of its own after the
    message behind it has changed ("" where that does no harm). `invalid`: the plan itself says
    that the message holds no longer, and `changed` stands over a trainer's words. `works` and `statements` are the
    ids that the slide stands on.
    """

    key: str
    plan: SlidePlan | None
    series: str = ""
    notice: Notice | None = None
    changed: str = ""
    invalid: bool = False
    works: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()

    @property
    def overtaken(self) -> bool:
        """Whether what the slide said before holds no longer: its words go to the notes."""
        return self.notice is not None or self.invalid

    @property
    def banner(self) -> str:
        """What stands over a trainer's own words on an overtaken slide."""
        return self.notice.banner if self.notice is not None else self.changed

    @property
    def shown(self) -> SlidePlan:
        """What the slide should say: the notice, else the plan."""
        plan = self.plan or _empty(self.key)
        return self.notice.on(plan) if self.notice is not None else plan


def _empty(key: str) -> SlidePlan:
    nothing = Text("", "sv-SE")
    return SlidePlan(key=key, kind="text", title=nothing, source=nothing)

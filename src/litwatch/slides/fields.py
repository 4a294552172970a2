"""The managed fields of a slide, as the plain texts that are remembered and compared."""

from __future__ import annotations

from litwatch.slides import limits
from litwatch.slides.slide import SlidePlan

FIELDS = ("title", "body", "badges", "source", "banner", "chart", "frame", "notes")


def fields_of(plan: SlidePlan, badge_room: float) -> dict[str, str]:
    """What a plan wants in each of its fields; a field that it does not have is left out.

    `badge_room` is the room for badges in points, which a template may have less of.
    Title, body, badges (with the mark) and source are in every slide, if only as "".
    """
    fields = {
        "title": plan.title.text,
        "body": "\n".join(text.text for text in plan.body),
        "badges": "\n".join((plan.mark, *badge_rows(plan, badge_room))),
        "source": plan.source.text,
        "banner": plan.banner,
        "chart": chart_text([(bar.label, bar.value) for bar in plan.chart.bars])
        if plan.chart
        else "",
        "frame": "draft" if plan.draft else "",
        "notes": "\n".join(text.text for text in plan.notes),
    }
    always = ("title", "body", "badges", "source")
    return {name: text for name, text in fields.items() if text or name in always}


def badge_rows(plan: SlidePlan, badge_room: float) -> tuple[str, ...]:
    """The rows of plain badges as they are drawn with the plan's mark."""
    return limits.badge_rows(plan.badges, plan.mark, plan.mark_style, badge_room)


def chart_text(bars: list[tuple[str, int]]) -> str:
    """A chart's bars as text, one on a line."""
    return "\n".join(f"{label} = {value}" for label, value in bars)

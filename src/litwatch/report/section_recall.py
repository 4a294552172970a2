"""How much the searches miss: recall as last measured, held-out sets first."""

from __future__ import annotations

from litwatch.digest.figures import short
from litwatch.language import Speech
from litwatch.report.document import Part, Table, Words
from litwatch.report.followup import FollowUp, RecallLine


def recall_parts(told: FollowUp, say: Speech) -> list[Part]:
    """Held-out sets first. The set that strategies were tuned on is told apart: no proof."""
    _ = say._
    held = [one for one in told.recall if one.held_out]
    tuned = [one for one in told.recall if not one.held_out]
    parts: list[Part] = []
    if held:
        parts.append(_recall_table(told, say, _("Held-out reference sets"), held))
    else:
        parts.append(
            Words(
                _("Not measured: no recall on a held-out reference set was measured in the period.")
            )
        )
    if tuned:
        parts += [
            Words(
                _(
                    "The searches were tuned on the set below. It shows that nothing has been "
                    "lost since, not how much is found."
                )
            ),
            _recall_table(told, say, _("The set that the searches were tuned on"), tuned),
        ]
    return parts


def _recall_table(told: FollowUp, say: Speech, caption: str, lines: list[RecallLine]) -> Table:
    _ = say._
    names = {topic.id: short(topic.text(say.lang)) for topic in told.topics}
    return Table(
        caption=caption,
        heads=(
            _("Topic"),
            _("Found"),
            _("Of"),
            _("Recall, %"),
            _("95% interval"),
            _("On"),
        ),
        rows=tuple(
            (
                names.get(one.topic, one.topic),
                say.number(one.found),
                say.number(one.expected),
                say.number(round(one.found / one.expected * 100, 1)),
                _(
                    "{low} to {high}",
                    low=say.number(round(one.low * 100, 1)),
                    high=say.number(round(one.high * 100, 1)),
                ),
                one.on.isoformat(),
            )
            for one in lines
        ),
        basis=_(
            "The last measurement of each topic in the period (table recall), on: {sets}. "
            "Recall is the share of the works that could be tried which the topic’s searches find.",
            sets=", ".join(dict.fromkeys(f"{one.gold} ({_how(one, say)})" for one in lines)),
        ),
    )


def _how(one: RecallLine, say: Speech) -> str:
    return say._("asked of PubMed") if one.how == "live" else say._("tried on stored records")

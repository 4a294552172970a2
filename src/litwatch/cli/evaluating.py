"""The command evaluate: a screening simulation on a labelled set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from litwatch.cli import show
from litwatch.cli.app import Json, app

if TYPE_CHECKING:
    from litwatch.classify.screening_report import Metrics
    from litwatch.pipeline.evaluation import Evaluation

NAMES = {
    "recall_at_10pct": "found in the first 10 %",
    "wss_95": "work saved over sampling at 95 % recall",
    "average_precision": "average precision",
    "auc": "area under the ROC curve",
    "brier": "Brier score (lower is better)",
    "screened_at_95": "screened until 95 % are found (lower is better)",
}
STARTS = {
    "half_of_included": "Half of the included known",
    "three_quarters": "Three quarters of the records known",
}


@app.command()
def evaluate(
    labelled: Annotated[
        Path, typer.Argument(metavar="SET.csv", help="title, abstract, label_included (1 or 0).")
    ],
    temporal: Annotated[
        bool, typer.Option("--temporal", help="Learn from the older records, order the newer.")
    ] = False,
    seeds: Annotated[int, typer.Option(help="How many starting pairs; not for --temporal.")] = 3,
    json: Json = False,
) -> None:
    """Screen a set whose answers are known, and measure how early the included ones come.

    Example: litwatch evaluate review.csv --temporal
    """
    from litwatch.pipeline import evaluation

    with show.Bar("Screening") as bar:
        done = (
            evaluation.evaluate_temporal(labelled, progress=bar.step)
            if temporal
            else evaluation.evaluate_one_off(labelled, seeds=seeds, progress=bar.step)
        )
    if json:
        show.as_json(_as_json(done))
        return
    print(f"{done.records} records, {done.included} included.")
    if not temporal:
        _table(done.metrics, f"From one included and one excluded, mean of {seeds} starts")
    for start, part in done.updates.items():
        print(f"{STARTS[start]}: {part.known} known, {part.new} new, {part.new_included} included.")
        _table(part.metrics, STARTS[start])
    for start in STARTS.keys() - done.updates.keys() if temporal else ():
        show.say(f"{STARTS[start]}: not measured, too few records on one side.")


def _table(metrics: Metrics, title: str) -> None:
    show.table(
        ("metric", "value", "95 % interval"),
        [
            (NAMES[name], f"{one.value:.3f}", f"{one.low:.3f}–{one.high:.3f}")
            for name in metrics.__struct_fields__
            if (one := getattr(metrics, name)).value is not None
        ],
        title,
    )


def _as_json(done: Evaluation) -> dict[str, Any]:
    """The metrics at the top, then what they were measured on."""
    import msgspec

    told = msgspec.to_builtins(done)
    return {
        **told.pop("metrics"),
        "interval": "95 %, bootstrap over records" + (" and seeds" if done.seeds else ""),
        **told,
    }

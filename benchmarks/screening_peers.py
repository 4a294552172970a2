"""ASReview's ELAS u4 through its own Python API; run by screening.py in the peers' environment.

Reads one job as JSON on stdin: the set's titles, abstracts and labels, starting pairs, and splits.
Prints for each pair the order of screening, and for each split the scores of the new records.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import pandas
from asreview.learner import ActiveLearningCycle
from asreview.models.models import get_ai_config
from asreview.simulation.simulate import Simulate


def main() -> None:
    job: dict[str, Any] = json.load(sys.stdin)
    table = pandas.DataFrame({"title": job["titles"], "abstract": job["abstracts"]})
    labels = pandas.Series(job["labels"]).to_numpy()
    orders = []
    for pair in job["pairs"]:
        cycle = ActiveLearningCycle.from_meta(get_ai_config("elas_u4")["value"])
        # The batches that litwatch shows.
        cycle.n_query = lambda results: max(1, len(results) // 20)
        simulation = Simulate(table, labels, [cycle], print_progress=False)
        simulation.label(pair)
        simulation.review()
        orders.append([int(row) for row in simulation._results["record_id"]][len(pair) :])
    scores = []
    for split in job["splits"]:
        cycle = ActiveLearningCycle.from_meta(get_ai_config("elas_u4")["value"])
        features = cycle.transform(table)
        cycle.fit(features[split["known"]], labels[split["known"]])
        scores.append(cycle.classifier.decision_function(features[split["new"]]).tolist())
    json.dump({"orders": orders, "scores": scores}, sys.stdout)


if __name__ == "__main__":
    main()

"""The bar of the audit on real records: 95 of 100 citations found, at most one match in 100 wrong."""

from __future__ import annotations

import random
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
WORKS = 20  # a style


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    """`benchmarks/audit.py`, which writes the files with a formatter of its own."""
    sys.path.insert(0, str(BENCHMARKS))
    try:
        import audit
    finally:
        sys.path.remove(str(BENCHMARKS))
    return audit


@pytest.mark.slow
def test_citations_in_many_styles_are_found_and_decoys_are_not_taken_for_them(
    benchmark: ModuleType, shared_data: Path, tmp_path: Path
) -> None:
    stored, decoys = benchmark.split(benchmark.records(shared_data.parent), random.Random(7))
    assert len(stored) > 5000
    assert len(decoys) > 100
    sums: Counter[str] = Counter()
    kinds = list(benchmark.WRITERS)
    styles = list((benchmark.TUNED | benchmark.HELD_OUT).items())
    for number, (name, style) in enumerate(styles):
        kind = kinds[number % len(kinds)]
        got, troubles = benchmark.measure(name, style, stored, decoys, WORKS, tmp_path, kind=kind)
        assert got.recall >= 0.75, (name, kind, troubles)
        for key in ("cited", "found", "matches", "wrong"):
            sums[key] += getattr(got, key)
    for name, forms in benchmark.audit_numbers.FORMS.items():
        got, troubles = benchmark.measure_numbers(
            name, stored, decoys, 2 * WORKS, tmp_path, kind=forms[0]
        )
        assert got.recall >= 0.9, (name, troubles)
        assert got.wrong_share <= 0.01, (name, troubles)
    assert len(styles) >= 30
    assert sums["cited"] >= 600
    assert sums["found"] / sums["cited"] >= 0.95
    assert sums["wrong"] / sums["matches"] <= 0.01

"""What every test may use: the shared real data, and a clock that stands still."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest


def _shared() -> Path:
    root = Path(os.environ.get("LITWATCH_SHARED") or Path(__file__).parents[2] / "shared")
    if not root.is_dir():
        if os.environ.get("CI"):
            pytest.fail("the shared test data must be there under CI")
        pytest.skip("no shared test data: set LITWATCH_SHARED to its folder")
    return root


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real records and labelled sets; they stay outside the repository."""
    return _shared() / "data"


@pytest.fixture(scope="session")
def shared_domain() -> Path:
    """The folder with the reference sets (gold PMIDs)."""
    return _shared() / "domain"


@pytest.fixture(scope="session")
def shared_contracts() -> Path:
    """The folder with recorded answers of the services."""
    return _shared() / "contracts"


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 3, 8, 0, tzinfo=UTC)

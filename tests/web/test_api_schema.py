"""The API does what its description says, whatever it is asked: schemathesis over the OpenAPI."""

from __future__ import annotations

from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from starlette.testclient import TestClient

from litwatch.web.app import create_app
from litwatch.web.house import House

DESCRIPTION = "/api/v1/openapi.json"
HOST = {"host": "127.0.0.1"}
EACH = settings(
    max_examples=40,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
# Asked for by a text of any kind or by nothing at all, these cannot be asked wrongly.
NO_WRONG_WAY = {
    "GET /api/v1/records/{record_id}",
    "GET /api/v1/editions",
    "GET /api/v1/statements",
    "GET /api/v1/statements/{statement_id}",
}


def ask(operation: Any, mode: GenerationMode) -> None:
    """Forty requests of an operation, that keep to the description or do not, each checked.

    The checks are all of schemathesis': no 5xx, statuses, media types, bodies and headers as
    described, what is right taken, what is wrong refused, other methods answered by 405.
    """

    @EACH
    @given(case=operation.as_strategy(generation_mode=mode))
    def asked(case: schemathesis.Case) -> None:
        case.call_and_validate(headers=HOST)

    asked()


def test_every_operation_keeps_to_the_description(house: House) -> None:
    schema = schemathesis.openapi.from_asgi(DESCRIPTION, create_app(house), headers=HOST)
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) == 9
    cannot = set()
    for operation in operations:
        ask(operation, GenerationMode.POSITIVE)
        try:
            ask(operation, GenerationMode.NEGATIVE)
        except Unsatisfiable:
            cannot.add(f"{operation.method.upper()} {operation.path}")
    assert cannot == NO_WRONG_WAY


def test_the_description_is_whole_and_our_own(client: TestClient) -> None:
    said = client.get(DESCRIPTION).json()
    assert said["openapi"] == "3.1.0"
    assert "http" not in client.get(DESCRIPTION).text.replace('"type":"http"', "")
    known = said["components"]["schemas"]
    assert {"Records", "PublicRecord", "Edition", "NewDecision", "Problem"} <= set(known)
    assert "HTTPValidationError" not in known

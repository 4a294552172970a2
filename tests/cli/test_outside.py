"""Rating and items from outside, as a curator types them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Cli = Callable[..., Any]
ADD = ("watch", "add", "--body", "social", "--title", "Nytt kunskapsstöd", "--day", "2026-10-07")
SIGNED = ("--reviewer", "A. Kurator")


def test_add_list_and_remove(cli: Cli) -> None:
    cli("db", "upgrade")
    done = cli(*ADD, "--link", "https://example.org/stod", *SIGNED)
    assert done.code == 0
    assert done.out.startswith(
        "1: Socialstyrelsen, Nytt kunskapsstöd. It stands in the edition of 2026-10"
    )
    (row,) = json.loads(cli("watch", "list", "--json").out)
    assert (row["body"], row["added_by"]) == ("Socialstyrelsen", "A. Kurator")
    assert cli("watch", "remove", "1").out.endswith("Taken back.\n")
    assert json.loads(cli("watch", "list", "--json").out) == []
    assert cli("watch", "remove", "1").code == 2


def test_a_link_that_is_no_web_address_is_refused(cli: Cli) -> None:
    cli("db", "upgrade")
    done = cli(*ADD, "--link", "sbu.se", *SIGNED)
    assert done.code == 2
    assert "'sbu.se' is no web address" in done.err


def test_a_rating_tells_the_mean_and_whether_it_reaches_the_audience(
    cli: Cli, tmp_path: Path
) -> None:
    file = tmp_path / "one.ris"
    file.write_text(
        "TY  - JOUR\nTI  - Rest after infection\nAN  - 93000001\nDO  - 10.9999/x.1\nER  - \n"
    )
    cli("db", "upgrade")
    cli("import", str(file))
    (key,) = [json.loads(line)["id"] for line in cli("export", "--background").out.splitlines()]
    audience = ("--audience", "primarvardsrehab")
    first = cli("rate", key, *audience, "--relevance", "5", "--newsworthiness", "2", *SIGNED)
    assert "relevance 5.0, newsworthiness 2.0 by 1; too low for the section" in first.out
    other = ("--relevance", "4", "--newsworthiness", "4", "--reviewer", "B. Kurator", "--json")
    told = json.loads(cli("rate", key, *audience, *other).out)
    assert (told["raters"], told["newsworthiness"], told["released"]) == (2, 3.0, True)
    assert (
        cli("rate", key, *audience, "--relevance", "9", "--newsworthiness", "2", *SIGNED).code == 2
    )

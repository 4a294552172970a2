"""500 subscribers, a server that fails at random, a sender that is killed: each mail at most once.

The processes are real ones. Run with `-s` to see the numbers.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from litwatch.digest.edition import Edition
from litwatch.pipeline.subscribers import import_subscribers
from litwatch.store import create_or_upgrade, editions, open_store

pytestmark = pytest.mark.slow
MONTH = "2026-10"
SUBSCRIBERS = 500
KILLS = (60, 190, 330)  # when the server has taken so many mails
SEED = 20261103
FAULTS = {
    "take": 76,
    "450 4.7.1 greylisted, try later": 6,
    "550 5.1.1 no such user": 4,
    "data: 452 4.2.2 mailbox full": 4,
    "data: 554 5.7.1 this looks like spam": 1,
    "hang up at RCPT": 3,
    "hang up at DATA": 2,
    "hang up unanswered": 4,
}
Postboxes = Callable[..., Any]


@pytest.fixture
def home(tmp_path: Path, now: datetime) -> Path:
    """A published month and its subscribers."""
    url = f"sqlite:///{tmp_path / 'litwatch.db'}"
    create_or_upgrade(url)
    edition = Edition(month=MONTH, state="published", made_at=now, published_on=now.date())
    body = msgspec.json.encode(edition)
    addresses = tmp_path / "list.txt"
    addresses.write_text(
        "".join(f"reader{n:03}@example.org\n" for n in range(SUBSCRIBERS)), "utf-8"
    )
    with open_store(url) as store:
        with store.write() as tx:
            row = editions.save_draft(tx, MONTH, 1, body, "x", now)
            editions.mark_published(tx, row.id, "A. Kurator", now, "", body=body, sha256="x")
        import_subscribers(store, addresses, lang="sv", now=now)
    return tmp_path


def sender(home: Path, box: Any) -> subprocess.Popen[str]:
    """`litwatch mail send --send`, started."""
    env = {
        **{k: v for k, v in os.environ.items() if not k.startswith("LITWATCH_")},
        "LITWATCH_HOME": str(home),
        "LITWATCH_SMTP_URL": box.url,
        "LITWATCH_MAIL_FROM": "Litteratur <litteratur@example.org>",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "litwatch", "mail", "send", MONTH, "--send", "--json"],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def reported(process: subprocess.Popen[str]) -> dict[str, Any]:
    """What a sender says at its end: 0 all sent, 1 somebody left out, 3 the server was gone."""
    out, err = process.communicate(timeout=300)
    assert process.returncode in (0, 1, 3), err
    report: dict[str, Any] = json.loads(out)
    return report


def kill_when(process: subprocess.Popen[str], box: Any, taken: int) -> None:
    with process:
        while len(box.taken) < taken:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.005)
            assert process.returncode is None, "it ended before it could be killed"
        process.kill()
        assert process.wait() == -signal.SIGKILL


def by_state(report: dict[str, Any]) -> dict[str, set[str]]:
    states: dict[str, set[str]] = {state: set() for state in report["counts"]}
    for mail in report["mails"]:
        states[mail["state"]].add(mail["mail"])
    return states


def test_failures_and_kills_give_nobody_two_mails_and_the_report_is_true(
    home: Path, postbox: Postboxes
) -> None:
    chance = random.Random(SEED)
    met: dict[str, list[str]] = {}

    def fault(recipient: str) -> str:
        (drawn,) = chance.choices(list(FAULTS), weights=list(FAULTS.values()))
        met.setdefault(recipient, []).append(drawn)
        return drawn

    box = postbox(fault)
    for taken in KILLS:
        kill_when(sender(home, box), box, taken)
    runs = 0
    while True:
        runs += 1
        with sender(home, box) as process:
            report = reported(process)
        if not report["counts"]["waiting"] and not report["counts"]["failed"]:
            break
        assert runs < 12, report["counts"]

    got = Counter(to for to, _ in box.taken)
    states = by_state(report)
    unanswered = {who for who, what in met.items() if what[-1] == "hang up unanswered"}
    print(f"\n{SUBSCRIBERS} subscribers, {len(KILLS)} kills, {runs} whole runs: {report['counts']}")
    print(f"faults met: {dict(Counter(what for each in met.values() for what in each))}")
    print(f"mails taken: {got.total()}; unsure that arrived: {len(states['unsure'] & set(got))}")

    assert max(got.values()) == 1
    assert states["sent"] <= set(got) <= states["sent"] | states["unsure"]
    assert sum(report["counts"].values()) == report["subscribers"] == SUBSCRIBERS
    assert unanswered
    assert (
        unanswered
        <= states["unsure"]
        <= unanswered
        | {who for who, what in met.items() if what[-1] == "hang up at DATA"}
        | killed_at(states["unsure"], report)
    )
    assert {line["mail"] for line in report["mails"] if line["state"] != "sent"} == (
        states["refused"] | states["unsure"] | states["given_up"]
    )


def killed_at(unsure: set[str], report: dict[str, Any]) -> set[str]:
    """Those whose mail was under way when its process was killed: begun, and no answer."""
    return {
        line["mail"] for line in report["mails"] if line["mail"] in unsure and not line["answer"]
    }


def test_two_senders_at_once_give_each_one_mail(home: Path, postbox: Postboxes) -> None:
    box = postbox()
    first, second = sender(home, box), sender(home, box)
    with first, second:
        ends = [reported(process) for process in (first, second)]
    assert Counter(to for to, _ in box.taken) == {
        f"reader{n:03}@example.org": 1 for n in range(SUBSCRIBERS)
    }
    assert max(end["counts"]["sent"] for end in ends) == SUBSCRIBERS
    assert box.connections == 2

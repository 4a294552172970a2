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
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from litwatch.pipeline.subscribers import import_subscribers
from litwatch.store import create_or_upgrade, open_store

pytestmark = pytest.mark.slow
MONTH = "2026-10"
SUBSCRIBERS = 500
KILLED_BEFORE = 100  # at the recipient after so many: claimed, and nothing sent
KILLED_AFTER = (201, 330)  # when the server has taken so many mails, and before it has answered
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
def home(tmp_path: Path, put_published: Callable[..., None], now: datetime) -> Path:
    """A published month and its subscribers."""
    url = f"sqlite:///{tmp_path / 'litwatch.db'}"
    create_or_upgrade(url)
    addresses = tmp_path / "list.txt"
    addresses.write_text(
        "".join(f"reader{n:03}@example.org\n" for n in range(SUBSCRIBERS)), "utf-8"
    )
    with open_store(url) as store:
        put_published(store, MONTH, now)
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


def killed(process: subprocess.Popen[str]) -> None:
    with process:
        process.communicate(timeout=300)
    assert process.returncode == -signal.SIGKILL, "it ended before it could be killed"


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
    process: subprocess.Popen[str]

    def fault(recipient: str) -> str:
        (drawn,) = chance.choices(list(FAULTS), weights=list(FAULTS.values()))
        if len(met) == KILLED_BEFORE and recipient not in met:
            process.kill()
            drawn = "killed before"
        met.setdefault(recipient, []).append(drawn)
        return "take" if drawn == "killed before" else drawn

    def kill_after() -> None:
        last = box.taken[-1][0]
        if len(box.taken) in KILLED_AFTER and met[last][-1] == "take":
            process.kill()
            met[last][-1] = "killed after"

    box = postbox(fault)
    box.when_taken = kill_after
    for _ in range(1 + len(KILLED_AFTER)):
        process = sender(home, box)
        killed(process)
    runs = 0
    while True:
        runs += 1
        process = sender(home, box)
        with process:
            report = reported(process)
        if not report["counts"]["waiting"] and not report["counts"]["failed"]:
            break
        assert runs < 12, report["counts"]

    got = Counter(to for to, _ in box.taken)
    states = by_state(report)
    ended = {who: what[-1] for who, what in met.items()}
    print(f"\n{SUBSCRIBERS} subscribers, {runs} whole runs: {report['counts']}")
    print(f"what the server did: {dict(Counter(what for each in met.values() for what in each))}")
    print(f"mails taken: {got.total()}; unsure that arrived: {len(states['unsure'] & set(got))}")

    assert max(got.values()) == 1
    assert states["sent"] == {who for who, what in ended.items() if what == "take"}
    assert states["sent"] <= set(got) <= states["sent"] | states["unsure"]
    surely_unsure = {"hang up unanswered", "killed before", "killed after"}
    assert set(ended.values()) >= surely_unsure
    assert {who for who, what in ended.items() if what in surely_unsure} <= states["unsure"]
    # A server that hangs up while it reads may be noticed only after the whole mail has left.
    assert {ended[who] for who in states["unsure"]} <= surely_unsure | {"hang up at DATA"}
    assert sum(report["counts"].values()) == report["subscribers"] == SUBSCRIBERS


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

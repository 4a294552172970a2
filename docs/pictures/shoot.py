"""The tutorial's pictures: its steps taken in Chromium, on an invented month.

    python docs/pictures/shoot.py [FOLDER]

Each picture is what the pages showed at that step, so the tutorial can be followed. Ends with 1
and the step's name when a step cannot be taken.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from invented import MONTH, corpus
from playwright.sync_api import Page, sync_playwright

from litwatch.sample.server import serve

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
LITWATCH = [sys.executable, "-m", "litwatch"]


@contextmanager
def pages(home: Path) -> Iterator[str]:
    """The pages over the invented month, harvested and classified; gives their address."""
    with serve(corpus()) as pubmed:
        env = {
            **os.environ,
            "LITWATCH_HOME": str(home),
            "LITWATCH_DIGESTS": str(home / "digests"),
            "LITWATCH_EUTILS_URL": pubmed.url,
            "LITWATCH_REVIEWER": "A. Kurator",
        }
        for command in (
            ["harvest", "--since", f"{MONTH}-01", "--until", f"{MONTH}-31"],
            ["classify"],
        ):
            subprocess.run([*LITWATCH, *command], env=env, check=True, stdout=subprocess.DEVNULL)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = subprocess.Popen([*LITWATCH, "web", "--port", str(port)], env=env)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}/health")
            yield address
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait_for(address: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 (loopback)
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"{address} did not answer in 60 s")


STUDY = f"/editions/{MONTH}/items/90000101"
WORDS = {
    "bottom_line": "Aktivitetsanpassning minskade inte säkert tröttheten efter sex månader.",
    "population": "184 vuxna med postcovid i 12 mottagningar i primärvården.",
    "pem_in_sample": "Förekom hos 58 %, krävdes inte.",
    "worsening": "Ja, bestående försämring hos 11 mot 14.",
    "result": "Trötthet 18,2 mot 19,3 på skalan 0–33 (skillnad −1,1; 95 % KI −2,9 till 0,7).",
    "limitations": "161 av 184 följdes upp. Deltagarna visste vad de fick.",
    "role": "allmänläkare",
}


def walk(page: Page, address: str, folder: Path) -> None:
    """Take the tutorial's steps and a picture at each."""

    def shoot(name: str) -> None:
        page.screenshot(path=folder / f"{name}.png")

    page.goto(f"{address}/")
    shoot("today")
    page.click("text=Fortsätt granska")
    shoot("queue")
    while "/queue" in page.url and page.locator("[name=v][value=include]").count():
        _decide(page)
    page.goto(f"{address}/records?q=pacing")
    shoot("records")
    page.goto(address + STUDY)
    for field, words in WORDS.items():
        page.fill(f"#{'role' if field == 'role' else 'f-' + field}", words)
    page.click("#texts .btn.main")
    page.wait_for_selector("[role=status]")
    page.evaluate("scrollTo(0, 0)")
    shoot("item")
    page.goto(f"{address}/editions/{MONTH}")
    for step in ("submit", "approve"):
        page.click(f"form[action$={step}] .btn.main")
    page.click("a.btn.main")
    shoot("publish")
    page.click("form[action$=publish] .btn.main")
    shoot("published")


def _decide(page: Page) -> None:
    """Take the trial on pacing, leave out the rest, as a curator would at the keyboard."""
    heading = page.locator("h1").inner_text()
    if "Activity pacing" in heading:
        page.keyboard.press("i")
    else:
        page.select_option("[name=reason]", index=2)
        page.locator("h1").focus()
        page.keyboard.press("x")
    page.wait_for_function("was => document.querySelector('h1').innerText !== was", arg=heading)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    with (
        tempfile.TemporaryDirectory() as home,
        pages(Path(home)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        try:
            walk(page, address, folder)
        finally:
            browser.close()


if __name__ == "__main__":
    main()

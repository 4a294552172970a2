"""The queue in Chromium: by keyboard alone, without scripts, and through crashes and colleagues.

What counts is what stands in the store afterwards: every verdict once, none lost.
"""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from litwatch.review.pairs import is_for_two
from litwatch.store import screening
from litwatch.web.house import House

from .conftest import axe_width, faults_on, invented, served
from .processes import free_port, process, until_closed

HUNDRED = tuple(
    invented(90001000 + number, f"Fatigue after COVID-19, report {number}") for number in range(100)
)


def shown(page: Page) -> str:
    return page.locator('#decide input[name="id"]').input_value()


def verdicts(house: House) -> dict[str, str]:
    with house.store.read() as tx:
        return {key: one.verdict for key, one in screening.live_decisions(tx).items()}


def test_a_session_by_keyboard_alone(browser: Browser, house: House) -> None:
    with served(house) as address:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"{address}/queue")
        first = shown(page)
        page.keyboard.press("i")
        expect(page.locator("#said")).to_have_text(f"Sparat: du tog med {first}.")
        assert page.evaluate("document.activeElement.id") == "record"
        second = shown(page)
        page.keyboard.press("m")
        expect(page.locator("#said")).to_have_text(f"Sparat: du sa kanske om {second}.")
        page.keyboard.press("p")
        expect(page.locator('#decide input[name="id"]')).to_have_value(second)
        expect(page.locator("#said")).to_have_text(f"Sparat: du sa kanske om {second}.")
        page.keyboard.press("p")
        expect(page.locator('#decide input[name="id"]')).not_to_have_value(second)
        third = shown(page)
        page.keyboard.press("n")
        page.keyboard.type("Mixed x, i and m: letters only.")
        page.keyboard.press("Tab")
        page.keyboard.press("Shift+Tab")
        page.locator("#record").focus()
        page.keyboard.press("x")
        expect(page.locator("h1")).to_have_text("Varför utesluter du den?")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator("#said")).to_have_text(f"Sparat: du uteslöt {third}, fel fråga.")
        page.keyboard.press("z")
        expect(page.locator("#said")).to_have_text(f"Ångrat: {third} väntar igen.")
        assert shown(page) == third
        page.keyboard.press("s")
        expect(page.locator('#decide input[name="id"]')).not_to_have_value(third)
        page.keyboard.press("a")
        expect(page.locator(".tag.pencil")).to_have_count(0)
        page.keyboard.press("?")
        assert page.locator(".rail .keys").is_visible()
        page.locator(".rail").get_by_text("Stäng av").focus()
        page.keyboard.press("Enter")
        expect(page.locator("body")).to_have_attribute("data-keys", "off")
        before = shown(page)
        page.keyboard.press("i")
        assert shown(page) == before
        assert verdicts(house) == {first: "include", second: "maybe"}
        assert said == []
        context.close()


def test_the_same_session_without_scripts(browser: Browser, house: House) -> None:
    with served(house) as address:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{address}/queue")
        first = shown(page)
        page.get_by_role("button", name="Ta med").press("Enter")
        expect(page.locator("#said")).to_have_text(f"Sparat: du tog med {first}.")
        second = shown(page)
        page.locator("#why").select_option("wrong population")
        page.get_by_role("button", name="Uteslut").press("Enter")
        expect(page.locator("#said")).to_have_text(f"Sparat: du uteslöt {second}, fel population.")
        page.get_by_role("button", name="Ångra").press("Enter")
        assert shown(page) == second
        page.get_by_role("button", name="Anteckna").press("Enter")
        expect(page.locator("#note")).to_be_focused()
        page.keyboard.type("Ask a colleague.")
        page.get_by_role("button", name="Anteckna").press("Enter")
        expect(page.locator("#said")).to_have_text("Anteckningen är sparad.")
        page.get_by_role("button", name="Hoppa över").press("Enter")
        assert shown(page) != second
        page.get_by_role("button", name="Kanske").press("Enter")
        assert Counter(verdicts(house).values()) == {"include": 1, "maybe": 1}
        context.close()


def gone(page: Page, record_id: str) -> None:
    """Wait until another record is on show, or none."""
    expect(page.locator(f'#decide input[name="id"][value="{record_id}"]')).to_have_count(0)


def press(page: Page, key: str) -> str:
    """Press a verdict's key, as fast as the next record comes; gives the record decided."""
    decided = shown(page)
    page.keyboard.press(key)
    gone(page, decided)
    return decided


def test_a_hundred_verdicts_by_key_survive_a_killed_server(
    browser: Browser, house_of: Callable[..., House], tmp_path: Path
) -> None:
    house = house_of(HUNDRED)
    port = free_port()
    pressed: dict[str, str] = {}
    context = browser.new_context()
    page = context.new_page()
    with process(tmp_path, port) as first:
        page.goto(f"http://127.0.0.1:{port}/queue")
        for number in range(49):
            key = "im"[number % 2]
            pressed[press(page, key)] = key
        first.send_signal(signal.SIGKILL)
        first.wait(timeout=30)
        until_closed(port)
        # The next one is on screen already; its verdict finds no server.
        unsent = shown(page)
        pressed[unsent] = "i"
        page.keyboard.press("i")
        expect(page.locator("#said")).to_contain_text("Det gick inte att spara")
    with process(tmp_path, port):
        expect(page.locator("#said")).to_contain_text("Sparat", timeout=20_000)
        gone(page, unsent)
        for number in range(50):
            key = "im"[number % 2]
            record_id = press(page, key) if number < 49 else shown(page)
            pressed[record_id] = key
        page.keyboard.press(key)
        expect(page.locator("#said")).to_contain_text(f"{record_id}.", timeout=20_000)
    wanted = {one: {"i": "include", "m": "maybe"}[key] for one, key in pressed.items()}
    assert len(wanted) == 100
    assert verdicts(house) == wanted
    with house.store.read() as tx:
        assert len(screening.decisions(tx)) == 100
    context.close()


def test_undo_by_key_takes_back_the_very_last_verdict(browser: Browser, house: House) -> None:
    with served(house) as address:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{address}/queue")
        decided = [press(page, key) for key in "iii"]
        page.keyboard.press("z")
        expect(page.locator("#said")).to_have_text(f"Ångrat: {decided[-1]} väntar igen.")
        assert shown(page) == decided[-1]
        assert verdicts(house) == dict.fromkeys(decided[:-1], "include")
        context.close()


def test_two_tabs_of_one_reviewer_lose_nothing(
    browser: Browser, house_of: Callable[..., House]
) -> None:
    house = house_of(HUNDRED[:20])
    with served(house) as address:
        context = browser.new_context()
        tabs = [context.new_page() for _ in range(2)]
        for tab in tabs:
            tab.goto(f"{address}/queue")
        last = shown(tabs[0])
        assert shown(tabs[1]) == last
        # The same record in both: the same word is saved once, another one asks.
        for tab in tabs:
            press(tab, "i")
            expect(tab.locator("#said")).to_contain_text("Sparat")
        for tab in tabs:
            tab.goto(f"{address}/queue")
        twice = press(tabs[0], "i")
        expect(tabs[0].locator("#said")).to_contain_text(twice)
        tabs[1].keyboard.press("m")
        expect(tabs[1].locator("h1")).to_contain_text(f"{twice} fick ett beslut")
        tabs[1].get_by_role("button", name="Spara mitt").click()
        expect(tabs[1].locator("#said")).to_contain_text(f"Sparat: du sa kanske om {twice}.")
        assert verdicts(house) == {last: "include", twice: "maybe"}
        with house.store.read() as tx:
            assert len(screening.decisions(tx)) == 3
        context.close()


def test_two_reviewers_at_once_on_one_file_lose_nothing(
    browser: Browser, house_of: Callable[..., House], tmp_path: Path
) -> None:
    house = house_of(HUNDRED[:45])
    ports = {"A. Kurator": free_port(), "B. Kurator": free_port()}
    sent: list[tuple[str, str]] = []
    with (
        process(tmp_path, ports["A. Kurator"], "A. Kurator"),
        process(tmp_path, ports["B. Kurator"], "B. Kurator"),
    ):
        context = browser.new_context()
        pages = {who: context.new_page() for who in ports}
        for who, page in pages.items():
            page.goto(f"http://127.0.0.1:{ports[who]}/queue")
        for _ in range(20):
            for who, page in pages.items():
                record_id = shown(page)
                page.keyboard.press("i")
                told = page.locator("#said", has_text=record_id)
                expect(told.or_(page.locator(".pair"))).to_be_visible()
                if page.locator(".pair").count():
                    # The colleague was first: both are shown, and theirs stands.
                    page.get_by_role("link", name="Låt det stå och gå vidare").click()
                else:
                    gone(page, record_id)  # its answer may come before the next record does
                    sent.append((who, record_id))
    with house.store.read() as tx:
        made = [(one.reviewer, one.record_id) for one in screening.decisions(tx)]
    assert sorted(made) == sorted(sent)
    assert len(set(made)) == len(made)
    shares = {topic.id: topic.double_share for topic in house.watch.topics}
    times = Counter(record_id for _, record_id in made)
    twice = [record_id for record_id, count in times.items() if count > 1]
    assert all(is_for_two(record_id, ["postcovid"], shares) for record_id in twice)
    assert {who for who, _ in made} == set(ports)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser: Browser, house: House, lang: str, theme: str
) -> None:
    width = axe_width(lang, theme)
    with served(house) as address:
        context = browser.new_context(viewport={"width": width, "height": 900})
        context.add_cookies(
            [
                {"name": "lang", "value": lang, "url": address},
                {"name": "theme", "value": theme, "url": address},
            ]
        )
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        for place in ("/queue", "/queue?at=90000001", "/queue?topic=q_fever"):
            page.goto(address + place)
            assert faults_on(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.goto(f"{address}/queue")
        page.keyboard.press("x")
        page.locator("#own").wait_for()
        assert faults_on(page) == []
        assert said == []
        context.close()


def test_focus_never_ends_behind_the_bar(browser: Browser, house: House) -> None:
    with served(house) as address:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.goto(f"{address}/queue?at=90000001")
        third = page.locator(".tags > .tag").nth(2).bounding_box()
        top = page.locator(".bar").bounding_box()
        assert third is not None
        assert top is not None
        assert third["y"] + third["height"] <= top["y"]
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        for _ in range(90):
            page.keyboard.press("Tab")
            hidden = page.evaluate(
                """() => {
                  const one = document.activeElement, bar = document.querySelector('.bar');
                  if (!one || bar.contains(one) || one === document.body) return false;
                  const box = one.getBoundingClientRect();
                  return box.height > 0 && box.bottom > bar.getBoundingClientRect().top + 1
                    && box.top < bar.getBoundingClientRect().bottom;
                }"""
            )
            assert not hidden, page.evaluate("document.activeElement.outerHTML")
        context.close()

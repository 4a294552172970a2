/* The queue without waiting: the next record is fetched while one reads, a verdict is posted
   behind. Nothing is called saved before the server said so; what is unsent is kept in the
   session of the tab and sent again. Without this file the form works as any form. */
(() => {
  "use strict";
  const KEPT = "litwatch-unsent";
  const VERDICTS = { i: "include", m: "maybe", x: "exclude" };
  const unsent = JSON.parse(sessionStorage.getItem(KEPT) || "[]");
  let next = null;
  let sending = null;
  let last = 0;

  const form = () => document.getElementById("decide");
  const keep = () => sessionStorage.setItem(KEPT, JSON.stringify(unsent));
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const button = (name, value) =>
    [...document.querySelectorAll(`button[name="${name}"][value="${value}"]`)].find(
      (one) => one.offsetParent && !one.disabled);

  function say(words, failed) {
    const said = document.getElementById("said");
    if (!said || !words) return;
    said.textContent = words;
    said.classList.remove("none");
    said.classList.toggle("unsaved", Boolean(failed));
  }
  function words(kind) {
    const said = document.getElementById("said");
    return said ? said.dataset[kind] || said.dataset.saving || "" : "";
  }

  /* The next page: without the record on show and those that are on their way. */
  function prefetch() {
    next = form() ? load() : null;
  }
  function load() {
    const address = new URL(form().dataset.next, location.href);
    for (const one of unsent) address.searchParams.append("past", new URLSearchParams(one).get("id"));
    return fetch(address, { headers: { accept: "text/html" } })
      .then((answer) => (answer.ok ? answer.text() : null))
      .catch(() => null);
  }

  function show(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    document.querySelector("main").replaceWith(page.querySelector("main"));
    document.title = page.title;
    document.body.className = page.body.className;
    allowUndo();
    window.scrollTo(0, 0);
    document.getElementById("record")?.focus({ preventScroll: true });
  }

  /* A page that was fetched ahead does not know the verdict that was sent since. */
  function allowUndo() {
    const undo = document.querySelector('input[name="undo"]');
    if (!last || !undo) return;
    undo.value = last;
    for (const one of document.querySelectorAll('button[value="undo"]')) one.disabled = false;
  }

  /* As any form is sent: for what needs a page of its own. */
  function submit(body) {
    const plain = document.createElement("form");
    plain.method = "post";
    plain.action = "/queue";
    for (const [name, value] of new URLSearchParams(body)) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = value;
      plain.append(field);
    }
    document.body.append(plain);
    HTMLFormElement.prototype.submit.call(plain);
  }

  async function send() {
    let pause = 500;
    while (unsent.length) {
      const body = unsent[0];
      let answer = null;
      try {
        answer = await fetch("/queue", {
          method: "POST",
          headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded" },
          body,
        });
      } catch { /* no answer: the server is away */ }
      if (answer && answer.ok) {
        const told = await answer.json();
        unsent.shift();
        keep();
        say(unsent.length ? words("saving") : told.said);
        last = told.undo;
        allowUndo();
        pause = 500;
      } else if (answer && answer.status !== 401 && answer.status < 500) {
        unsent.shift();
        keep();
        submit(body);
        return new Promise(() => {});
      } else {
        say(words(answer && answer.status === 401 ? "out" : "failed"), true);
        await wait(pause);
        pause = Math.min(pause * 2, 8000);
      }
    }
  }
  function drain() {
    sending = sending || send().finally(() => { sending = null; });
    return sending;
  }

  async function decide(pressed) {
    const fields = new FormData(form(), pressed);
    if (pressed.value === "exclude" && !fields.get("reason")) {
      await drain();
      form().requestSubmit(pressed);
      return;
    }
    const body = new URLSearchParams([...fields]).toString();
    unsent.push(body);
    keep();
    const ready = next;
    next = null;
    form().inert = true;
    say(words("saving"));
    drain();
    let html = ready && (await ready);
    if (!html) {
      await drain();
      html = await load();
    }
    if (!html) return location.reload();
    const told = document.getElementById("said")?.textContent;
    show(html);
    say(unsent.length ? words("saving") : told);
    prefetch();
  }

  let passing = false;
  document.addEventListener("submit", (event) => {
    const pressed = event.submitter;
    if (event.target !== form() || passing || !pressed) return;
    if (pressed.name === "v" && Object.values(VERDICTS).includes(pressed.value)) {
      if (pressed.value === "exclude" && !new FormData(form()).get("reason") && !unsent.length) return;
      event.preventDefault();
      decide(pressed);
    } else if (unsent.length) {
      event.preventDefault();
      drain().then(() => { passing = true; form().requestSubmit(pressed); });
    }
  });

  /* The record one goes back to is shown with its verdict: that must be saved first. */
  document.addEventListener("click", (event) => {
    const way = event.target.closest(".way a");
    if (!way || !unsent.length) return;
    event.preventDefault();
    drain().then(() => way.click());
  });

  document.addEventListener("keydown", (event) => {
    if (document.body.dataset.keys !== "on" || !form() || form().inert) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input[type=text], input[type=search], textarea, select")) return;
    if (event.key === "?") {
      const list = [...document.querySelectorAll("details")].find(
        (one) => one.querySelector(".keys") && one.offsetParent);
      if (list) { list.open = true; list.querySelector("summary").focus(); }
    } else if (event.key === "n") {
      document.getElementById("noting").open = true;
      document.getElementById("note").focus();
    } else if (event.key === "p") {
      [...document.querySelectorAll(".way a")].find((one) => one.offsetParent)?.click();
    } else {
      const named = { ...VERDICTS, z: "undo", s: "skip" };
      const pressed = event.key === "a" ? button("t", "all") : named[event.key] && button("v", named[event.key]);
      const hidden = named[event.key] && document.querySelector(`button[name="v"][value="${named[event.key]}"]:not([disabled])`);
      if (pressed || hidden) form().requestSubmit(pressed || hidden);
      else return;
    }
    event.preventDefault();
  });

  window.addEventListener("beforeunload", (event) => { if (unsent.length) event.preventDefault(); });
  if (unsent.length) drain();
  prefetch();
})();

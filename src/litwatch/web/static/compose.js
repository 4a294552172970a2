// The page where an item is written: gates tried while one types, sentences copied into fields.
"use strict";
(() => {
  const form = document.getElementById("texts");
  if (!form) return;
  const PAUSE = 800; // ms without a key before the words are tried
  let waiting = 0;
  let asked = 0;

  const tryWords = async () => {
    const mine = ++asked;
    const answer = await fetch(form.dataset.check, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
    }).catch(() => null);
    // What is saved counts: without an answer the page stays as it is.
    if (!answer || !answer.ok || mine !== asked) return;
    const said = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of said.querySelectorAll("#gates, .said")) {
      const there = document.getElementById(part.id);
      if (!there) continue;
      if (there.textContent.trim() !== part.textContent.trim()) there.innerHTML = part.innerHTML;
      const key = part.id.replace("said-", "");
      const field = document.getElementById(`f-${key}`);
      if (!field) continue;
      const shut = part.querySelector(".err") !== null;
      field.toggleAttribute("aria-invalid", false);
      if (shut) field.setAttribute("aria-invalid", "true");
      document.getElementById(`at-${key}`).classList.toggle("shut", shut);
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(tryWords, PAUSE);
  });

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=use]");
    if (!button) return;
    event.preventDefault();
    const field = document.getElementById(`f-${button.value}`);
    const quote = document.getElementById(`quote-${button.value}`).textContent;
    if (!field.value.includes(quote)) field.value = `${field.value} ${quote}`.trim();
    field.focus();
    form.dispatchEvent(new Event("input"));
  });
})();

/**
 * Tells two things: that somebody touched the page, and that they sent the form off. Of the fields it reads nothing: they have no names, and their
 * contents are wiped before anything is told. Events that a program makes up are not trusted and tell nothing.
 */
"use strict";
(() => {
  const token = location.hash.slice(1);
  const form = document.getElementById("form");
  const tell = (what) => fetch(`/notice/${what}`, { method: "POST", credentials: "omit", headers: { "content-type": "application/json" }, body: JSON.stringify({ token }) });
  let seen;
  const see = () => (seen ??= tell("seen").catch(() => undefined));
  for (const touch of ["pointerdown", "pointermove", "touchstart", "wheel", "keydown"]) {
    addEventListener(touch, (event) => { if (event.isTrusted) void see(); }, { passive: true });
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    // A script may send a form off; a person has touched the page before.
    if (!event.isTrusted || seen === undefined) return;
    form.reset();
    await see();
    const told = await tell("entered").then((answer) => (answer.ok ? answer.json() : {}), () => ({}));
    explain(told);
  });

  function explain({ signs = [], training, reportTo }) {
    const list = document.getElementById("signs");
    for (const sign of signs) list.appendChild(document.createElement("li")).textContent = sign;
    document.getElementById("signs-part").hidden = signs.length === 0;
    if (training) document.getElementById("training").href = training;
    if (reportTo) {
      document.getElementById("report-to").textContent = reportTo;
      document.getElementById("report").hidden = false;
    }
    document.title = "This was a test";
    document.getElementById("page").hidden = true;
    const explained = document.getElementById("told");
    explained.hidden = false;
    explained.querySelector("h1").focus();
  }
})();

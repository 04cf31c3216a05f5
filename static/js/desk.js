/* The workbench by keyboard, and verdicts without loading the page images again. Every form works without this file. */

const KEYS_OFF = "desk-keys-off";
const dialog = document.querySelector("[data-keys]");
const papers = () => [...document.querySelectorAll("[data-paper]")];

function current() {
  return papers().find((paper) => paper.getBoundingClientRect().bottom > 160) ?? papers().at(-1);
}

function goTo(element) {
  if (!element) return;
  element.scrollIntoView({ block: "start" });
  element.focus({ preventScroll: true });
}

function step(by) {
  const all = papers();
  const focused = all.indexOf(document.activeElement?.closest("[data-paper]"));
  const at = focused >= 0 ? focused : all.indexOf(current());
  goTo(all[at + by]);
}

function paperInHand() {
  return document.activeElement?.closest("[data-paper]") ?? current();
}

const ACTIONS = {
  j: () => step(1),
  k: () => step(-1),
  a: () => paperInHand()?.querySelector("[data-verb=accept]")?.click(),
  r: () => {
    const details = paperInHand()?.querySelector("[data-verb=return]");
    if (!details) return;
    details.open = true;
    details.querySelector("input[type=checkbox], textarea")?.focus();
  },
  d: () => goTo(document.querySelector("#keputusan")),
  n: () => document.querySelector("[data-key=n]")?.click(),
  "?": () => dialog?.showModal(),
};

function listen(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || dialog?.open) return;
  if (event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select")) return;
  if (event.key !== "?" && localStorage.getItem(KEYS_OFF)) return;
  const action = ACTIONS[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}

/* Send a verdict, and put the new heads, index and decision into the page that is open. */
async function stay(event) {
  const form = event.target.closest("form[data-stay]");
  if (!form) return;
  event.preventDefault();
  if (form.dataset.sent) return;
  form.dataset.sent = "yes";
  const code = form.closest("[data-paper]").dataset.paper;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.querySelector("[data-bench]")) throw new Error("another page");
    show(page);
    const wrong = !answer.ok;
    goTo(wrong ? document.querySelector(".messagelist, .errorlist") ?? byCode(code) : nextAfter(code));
  } catch {
    location.reload();
  }
}

function show(page) {
  for (const part of document.querySelectorAll("[data-live]")) {
    const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
    if (fresh) part.replaceWith(fresh);
  }
  for (const paper of page.querySelectorAll("[data-paper]")) {
    const here = byCode(paper.dataset.paper);
    if (here) here.className = paper.className;
  }
  document.querySelector(".messagelist")?.remove();
  const said = page.querySelector(".messagelist");
  if (said) document.querySelector("#content-start").prepend(said);
}

const byCode = (code) => papers().find((paper) => paper.dataset.paper === code);

function nextAfter(code) {
  const all = papers();
  const at = all.indexOf(byCode(code));
  const waits = (paper) => paper.classList.contains("is-unjudged");
  return all.slice(at + 1).find(waits) ?? all.find(waits) ?? document.querySelector("#keputusan");
}

function offerCopy() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.classList.add("is-copied");
      setTimeout(() => button.classList.remove("is-copied"), 1200);
    });
  }
}

function offerKeys() {
  const hint = document.querySelector("[data-keys-hint]");
  if (!dialog || !hint) return;
  hint.hidden = false;
  hint.querySelector("button").addEventListener("click", () => dialog.showModal());
  const on = dialog.querySelector("[data-keys-on]");
  on.checked = !localStorage.getItem(KEYS_OFF);
  on.addEventListener("change", () => (on.checked ? localStorage.removeItem(KEYS_OFF) : localStorage.setItem(KEYS_OFF, "1")));
}

document.addEventListener("keydown", listen);
document.addEventListener("submit", stay);
offerCopy();
offerKeys();

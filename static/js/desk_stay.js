// Send a verdict, and put the new heads, index and decision into the page that is open: no page image comes again.
import { byCode, markIndex, nextUnjudged, papers, show } from "./desk_papers.js";

async function stay(event) {
  const form = event.target.closest("form[data-stay]");
  if (!form) return;
  event.preventDefault();
  if (form.dataset.sent) return;
  form.dataset.sent = "yes";
  const code = form.closest("[data-paper]").dataset.paper;
  try {
    const { submitter } = event;
    const action = submitter?.hasAttribute("formaction") ? submitter.formAction : form.action;
    const answer = await fetch(action, { method: "POST", body: new FormData(form, submitter) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.querySelector("[data-bench]")) throw new Error("another page");
    renew(page);
    if (answer.ok) show(nextUnjudged(byCode(code)));
    else point(document.querySelector(".messagelist") ?? byCode(code).querySelector(".errorlist") ?? byCode(code));
  } catch {
    location.reload();
  }
}

function renew(page) {
  for (const part of document.querySelectorAll("[data-live]")) {
    const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
    if (fresh) part.replaceWith(fresh);
  }
  for (const paper of papers()) {
    const fresh = page.getElementById(paper.id);
    if (fresh) paper.className = fresh.className;
  }
  document.querySelector(".messagelist")?.remove();
  const said = page.querySelector(".messagelist");
  if (said) document.querySelector("#content-start").prepend(said);
  markIndex();
}

/* The button that was pressed is gone: the focus goes to what there is to read. */
function point(element) {
  element.tabIndex = -1;
  element.scrollIntoView({ block: "center" });
  element.focus({ preventScroll: true });
}

document.addEventListener("submit", stay);

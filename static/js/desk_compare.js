// Any page of the claim beside the paper in hand. The pane moves along to the next paper and keeps its page.
import { placeInHand } from "./desk_papers.js";
import { lay } from "./desk_viewer.js";
import { put } from "./desk_ahead.js";

const beside = document.querySelector("[data-beside]");
const choice = beside?.querySelector("[data-beside-choice]");
const pane = beside?.querySelector("[data-pane]");
const button = document.querySelector("[data-compare]");

export function besideStep(by) {
  if (!beside || beside.hidden) return;
  const at = choice.selectedIndex + by;
  if (at < 0 || at >= choice.length) return;
  choice.selectedIndex = at;
  fill();
}

/* The very image of that page, or a second one of the same address: what is here already does not come again. */
function fill() {
  const page = document.getElementById(choice.value)?.querySelector("img");
  if (!page) return;
  const copy = page.cloneNode();
  copy.loading = "eager";
  delete copy.dataset.turned;
  put(page, copy);
  const frame = document.createElement("span");
  frame.append(copy);
  const figure = document.createElement("figure");
  figure.className = "paper-page";
  figure.append(frame);
  pane.replaceChildren(figure);
  pane.scrollTop = 0;
  lay(pane);
}

/* Beside a paper stands at first the page that was looked at before it, or the first of another paper. */
function toggle() {
  const view = placeInHand()?.querySelector(".paper-view");
  beside.hidden = !beside.hidden || !view;
  button.setAttribute("aria-pressed", String(!beside.hidden));
  follow();
  if (beside.hidden) return;
  if (!pane.firstChild) chooseAnother(view);
  fill();
}

function chooseAnother(view) {
  const own = new Set([...view.querySelectorAll("figure")].map((page) => page.id));
  const another = [...choice.options].findIndex((option) => !own.has(option.value));
  choice.selectedIndex = Math.max(another, 0);
}

function follow() {
  const view = placeInHand()?.querySelector(".paper-view");
  document.querySelectorAll(".paper-view.is-parted").forEach((each) => each.classList.remove("is-parted"));
  if (!view || beside.hidden) return;
  view.append(beside);
  view.classList.add("is-parted");
}

if (beside && button) {
  button.addEventListener("click", toggle);
  choice.addEventListener("change", fill);
  document.addEventListener("lapak:paper", follow);
}

// The desk by keyboard. `data-key="x"` gives anything a key: a button or link is pressed, a fold is opened, what else
// there is gets the focus. What is in hand comes first: of three pages with a button for "p", the one on the screen.
import { neighbour, placeInHand, show } from "./desk_papers.js";
import { besideStep } from "./desk_compare.js";
import { pageInHand } from "./desk_viewer.js";

const KEYS_OFF = "desk-keys-off";
const dialog = document.querySelector("[data-keys]");

const ACTIONS = {
  j: () => show(neighbour(1)),
  k: () => show(neighbour(-1)),
  l: () => placeInHand()?.querySelector(".paper-points input")?.focus(),
  "<": () => besideStep(-1),
  ">": () => besideStep(1),
  "?": () => dialog?.showModal(),
};
const SAME_KEY = { "=": "+" }; // the key of the plus, without shift

function listen(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || dialog?.open) return;
  if (event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select")) return;
  if (event.key !== "?" && localStorage.getItem(KEYS_OFF)) return;
  const key = SAME_KEY[event.key] ?? event.key;
  const action = ACTIONS[key] ?? pressing(key);
  if (!action) return;
  event.preventDefault();
  action();
}

function pressing(key) {
  if (key.length !== 1) return undefined;
  const found = [pageInHand(), placeInHand(), document]
    .flatMap((scope) => [...(scope?.querySelectorAll(`[data-key="${CSS.escape(key)}"]`) ?? [])])
    .find((each) => each.getClientRects().length);
  return found && (() => press(found));
}

function press(element) {
  if (element instanceof HTMLDetailsElement) {
    element.open = true;
    element.querySelector("input:not([type=hidden]), select, textarea, button")?.focus();
  } else if (element.matches("a, button")) {
    element.click();
  } else {
    element.focus();
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
offerKeys();

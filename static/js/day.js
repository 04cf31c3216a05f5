/* A branch's day by keyboard: from place to place, and what is marked. Every form works without this file. */

const KEYS_OFF = "desk-keys-off";
const rows = () => [...document.querySelectorAll("[data-row]")];
const here = () => document.activeElement?.closest("[data-row]") ?? document.querySelector("[data-row]:target");

function step(by) {
  const all = rows();
  const at = all.indexOf(here());
  const to = at < 0 ? all.at(by > 0 ? 0 : -1) : all[at + by];
  to?.focus();
  to?.scrollIntoView({ block: "nearest" });
}

const mark = (key) => here()?.querySelector(`[data-mark=${key}]`)?.click();
const go = (name) => document.querySelector(`[data-go=${name}]`)?.click();

const ACTIONS = {
  j: () => step(1),
  k: () => step(-1),
  h: () => mark("h"),
  t: () => mark("t"),
  u: () => mark("u"),
  "/": () => document.querySelector("[role=search] input:not([type=hidden])")?.focus(),
  "[": () => go("yesterday"),
  "]": () => go("tomorrow"),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input, textarea, select") || localStorage.getItem(KEYS_OFF)) return;
  const action = ACTIONS[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});

document.querySelector("[data-row]:target")?.focus();

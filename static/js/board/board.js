// The board in the hall: asks its feed every three seconds, shows the numbers, and has the new ones said. While the feed
// cannot be reached it says so and goes on asking; what is shown stays, and nothing is lost that is still waited for.
import { Voice } from "./voice.js";

const EVERY = 3_000; // milliseconds
const ANSWERS_WITHIN = 6_000;
const part = (name) => document.querySelector(`[data-${name}]`);

const { board: feed, heard: before, clips: addresses } = document.body.dataset;
const heard = new Set(before.split(" ").filter(Boolean).map(Number));
const voice = new Voice(JSON.parse(addresses));
let timer;
let shown = "";

async function ask() {
  try {
    const answer = await fetch(feed, { cache: "no-cache", signal: AbortSignal.timeout(ANSWERS_WITHIN) });
    if (!answer.ok) throw new Error(`${answer.status}`);
    const text = await answer.text();
    const { calls } = JSON.parse(text);
    if (text !== shown) show(calls);
    shown = text;
    lose(false);
  } catch {
    lose(true);
  }
  clearTimeout(timer);
  timer = setTimeout(ask, EVERY);
}

function lose(isLost) {
  part("lost").hidden = !isLost;
  document.body.classList.toggle("board-old", isLost);
}

function show(calls) {
  const fresh = calls.filter(({ call }) => !heard.has(call)).reverse();
  write(calls, fresh.length > 0);
  for (const { call, clips } of fresh) {
    heard.add(call);
    voice.say(clips);
  }
}

function write(calls, isNew) {
  const [newest] = calls;
  part("called").hidden = !newest;
  part("nobody").hidden = Boolean(newest);
  put(part("number"), newest?.number);
  put(part("place"), newest?.place);
  part("last").replaceChildren(...calls.map(line));
  if (isNew) flash(part("now"));
}

// Written only where it differs: a reader hears what is written.
function put(element, text = "") {
  if (element.textContent !== text) element.textContent = text;
}

function line({ number, place }) {
  const row = document.createElement("li");
  row.append(...[number, place].map((text) => Object.assign(document.createElement("span"), { textContent: text })));
  return row;
}

function flash(element) {
  element.classList.remove("board-flash");
  void element.offsetWidth; // so that the animation begins anew
  element.classList.add("board-flash");
}

addEventListener("online", ask);
ask();

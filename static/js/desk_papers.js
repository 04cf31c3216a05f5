// One paper on the screen at a time. The address names it, so that a reload, the Back button and every link find it.
// Whoever cares hears "lapak:paper" when another place comes.
const bench = document.querySelector("[data-one-at-a-time]");

export const papers = () => [...document.querySelectorAll("[data-paper]")];
export const byCode = (code) => papers().find((paper) => paper.dataset.paper === code);
export const placeInHand = () => (bench ? places().find((place) => !place.hidden) : undefined);
const places = () => [...document.querySelectorAll("[data-place]")];

/* The papers that wait for a verdict, beginning behind this one; after them the decision. */
export function nextUnjudged(paper) {
  const all = papers();
  const at = all.indexOf(paper);
  const waits = (each) => each.classList.contains("is-unjudged");
  return [...all.slice(at + 1), ...all.slice(0, at + 1)].find(waits) ?? document.querySelector("#keputusan");
}

export function neighbour(by) {
  const all = places();
  return all[all.indexOf(placeInHand()) + by];
}

export function show(place, address = `#${place?.id}`) {
  if (!bench || !place) return;
  for (const each of places()) each.hidden = each !== place;
  markIndex();
  if (address !== location.hash) history.replaceState(null, "", address);
  bench.querySelector(".bench-papers").scrollIntoView({ block: "start" });
  (place.querySelector("[data-pane]") ?? place).focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("lapak:paper"));
}

/* Also after the index has come anew with a verdict. */
export function markIndex() {
  const place = placeInHand();
  for (const link of document.querySelectorAll(".bench-index a")) {
    const isHere = link.hash === `#${place?.id}`;
    link.toggleAttribute("aria-current", isHere);
    if (isHere) link.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

function followAddress() {
  const wanted = document.getElementById(location.hash.slice(1));
  const place = wanted?.closest("[data-place]");
  if (!place) return false;
  show(place, location.hash);
  if (wanted !== place) wanted.scrollIntoView({ block: "start" });
  return true;
}

/* At once: while the browser follows a link by itself, the focus is nowhere. */
function followIndex(event) {
  const link = event.target.closest(".bench-index a");
  if (!link) return;
  event.preventDefault();
  show(document.querySelector(link.hash));
}

export function begin() {
  if (!bench) return;
  bench.classList.add("is-one-at-a-time");
  const refused = document.querySelector(".messagelist, .bench .errorlist");
  if (!followAddress()) show(refused?.closest("[data-place]") ?? nextUnjudged(), location.hash);
  refused?.scrollIntoView({ block: "center" });
  addEventListener("hashchange", followAddress);
  bench.addEventListener("click", followIndex);
}

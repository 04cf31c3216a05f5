// The next pages are here before they are asked for, and never delay the page that is.
//
// Only when every page in sight has come is the next one fetched, one at a time: the next page of this paper, then the
// first two of the paper that comes after a verdict, and of its neighbour. Whoever asks for another page meanwhile
// cancels what is on its way. What is fetched ahead is put on record as such; when it comes into sight we say so.
import { neighbour, nextUnjudged, placeInHand } from "./desk_papers.js";
import { paneInHand } from "./desk_viewer.js";

const FIRST_PAGES = 2;
const inSight = new Set();
let round = 0;

const isHere = (image) => image.complete && image.naturalWidth > 0;
const imagesOf = (place) => [...(place?.querySelectorAll(".paper-pages img") ?? [])];
const settled = (image) => image.decode().catch(() => {}); // broken or cancelled: then it is not waited for

async function fetchAhead() {
  const mine = ++round;
  await Promise.all([...inSight].map(settled));
  for (const image of wanted()) {
    if (mine !== round) return;
    if (!isHere(image)) await fetchOne(image);
  }
}

function wanted() {
  const place = placeInHand();
  const here = imagesOf(place);
  const last = Math.max(...[...inSight].map((image) => here.indexOf(image)));
  const next = [nextUnjudged(place), neighbour(1)].flatMap((paper) => imagesOf(paper).slice(0, FIRST_PAGES));
  return new Set([...here.slice(last + 1, last + 1 + FIRST_PAGES), ...next]);
}

function fetchOne(image) {
  image.removeAttribute("src");
  image.dataset.ahead = "";
  image.fetchPriority = "low";
  image.loading = "eager";
  image.src = `${image.dataset.page}?lebih-dulu`;
  return settled(image);
}

/* Ahead of time and not here yet: let it go, and let it come when it is asked for. */
function cancel(image) {
  image.removeAttribute("src");
  delete image.dataset.ahead;
  image.fetchPriority = "auto";
  image.loading = "lazy";
  image.src = image.dataset.page;
}

function cancelOthers() {
  for (const image of document.querySelectorAll("img[data-ahead]")) {
    if (!isHere(image) && !inSight.has(image)) cancel(image);
  }
}

/* What was fetched ahead is looked at now. */
function tell(image) {
  if (image.dataset.ahead === undefined) return;
  delete image.dataset.ahead;
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const address = `${image.dataset.page}tampilan/`;
  fetch(address, { method: "POST", headers: { "X-CSRFToken": token }, keepalive: true }).catch(() => {});
}

/* Show in `copy` the page of `image`, by the address under which it may be here already. */
export function put(image, copy) {
  copy.src = image.src;
  tell(image);
  delete copy.dataset.ahead;
}

function look(entries) {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) inSight.add(target);
    else inSight.delete(target);
    if (isIntersecting) tell(target);
  }
  cancelOthers();
  fetchAhead();
}

let eye;
document.addEventListener("lapak:paper", () => {
  eye?.disconnect();
  inSight.clear();
  eye = new IntersectionObserver(look, { root: paneInHand() });
  imagesOf(placeInHand()).forEach((image) => eye.observe(image));
});

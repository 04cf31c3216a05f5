// The pages of a paper in a pane of their own: how large they are, which way up, and which of them is in hand.
import { placeInHand } from "./desk_papers.js";

const ZOOM = "desk-zoom"; // remembered: "width", "page", or a share of the true size
const STEPS = [0.1, 0.17, 0.25, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3];
const CAPTION = 34; // pixels below a page
const bar = document.querySelector("[data-viewer]");
let zoom = localStorage.getItem(ZOOM) ?? "width";

export const paneInHand = () => placeInHand()?.querySelector(".paper-pages");
const panesInSight = () => [...document.querySelectorAll("[data-pane]")].filter((pane) => pane.getClientRects().length);

/* The page that has the middle of the pane, or the last above it. */
export function pageInHand(pane = paneInHand()) {
  if (!pane) return undefined;
  const box = pane.getBoundingClientRect();
  const middle = box.top + box.height / 2;
  return [...pane.children].findLast((page) => page.getBoundingClientRect().top <= middle) ?? pane.firstElementChild;
}

/* Give every page of a pane its size, keeping the place that is looked at. */
export function lay(pane) {
  if (!pane.clientWidth) return;
  const at = pane.scrollTop / pane.scrollHeight;
  const room = { width: pane.clientWidth, height: pane.clientHeight - CAPTION };
  for (const image of pane.querySelectorAll("img")) layPage(image, room);
  pane.scrollTop = at * pane.scrollHeight;
  say();
}

function layPage(image, room) {
  const degrees = Number(image.dataset.turned ?? 0);
  const [width, height] = [Number(image.getAttribute("width")), Number(image.getAttribute("height"))];
  const [across, down] = degrees % 180 ? [height, width] : [width, height];
  const scale = scaleOf(across, down, room);
  image.dataset.scale = scale;
  Object.assign(image.style, { width: `${width * scale}px`, height: `${height * scale}px`, rotate: `${degrees}deg` });
  Object.assign(image.parentElement.style, { width: `${across * scale}px`, height: `${down * scale}px` });
}

function scaleOf(across, down, room) {
  if (zoom === "width") return Math.min(room.width / across, 2);
  if (zoom === "page") return Math.min(room.width / across, room.height / down);
  return Number(zoom);
}

function zoomTo(wanted) {
  zoom = String(wanted);
  localStorage.setItem(ZOOM, zoom);
  panesInSight().forEach(lay);
}

function zoomStep(by) {
  const now = Number(pageInHand()?.querySelector("img").dataset.scale ?? 1);
  const next = by > 0 ? STEPS.find((step) => step > now * 1.02) : STEPS.findLast((step) => step < now * 0.98);
  if (next) zoomTo(next);
}

/* For the eye alone: nothing is stored. The page beside is turned while it has the focus. */
function turn(by) {
  const pane = document.activeElement.closest("[data-pane]") ?? paneInHand();
  const image = pageInHand(pane)?.querySelector("img");
  if (!image) return;
  image.dataset.turned = (Number(image.dataset.turned ?? 0) + by) % 360;
  lay(pane);
}

export function pageStep(by) {
  const pane = paneInHand();
  const page = pageInHand(pane);
  const next = by > 0 ? page?.nextElementSibling : page?.previousElementSibling;
  if (next) pane.scrollTop = next.offsetTop;
}

function say() {
  const pane = paneInHand();
  bar.hidden = !pane;
  const page = pageInHand(pane);
  if (!page) return;
  const scale = Number(page.querySelector("img").dataset.scale ?? 1);
  bar.querySelector("[data-zoom-now]").value = `${Math.round(scale * 100)} %`;
  bar.querySelector("[data-page-now]").value = `${[...pane.children].indexOf(page) + 1} / ${pane.children.length}`;
  for (const button of bar.querySelectorAll("[data-zoom]")) {
    button.setAttribute("aria-pressed", String(button.dataset.zoom === zoom));
  }
}

function press({ target }) {
  const { zoom: wanted, zoomStep: larger, turn: degrees, pageStep: pages } = target.closest("button")?.dataset ?? {};
  if (wanted) zoomTo(wanted);
  if (larger) zoomStep(Number(larger));
  if (degrees) turn(Number(degrees));
  if (pages) pageStep(Number(pages));
}

if (bar) {
  const fitting = new ResizeObserver((seen) => seen.forEach(({ target }) => lay(target)));
  for (const pane of document.querySelectorAll("[data-pane]")) {
    pane.tabIndex = 0;
    pane.setAttribute("role", "group");
    fitting.observe(pane);
    pane.addEventListener("scroll", say, { passive: true });
  }
  bar.addEventListener("click", press);
  document.addEventListener("lapak:paper", () => { panesInSight().forEach(lay); say(); });
}

// The page at a counter keeps itself true: every few seconds it asks for itself, and where something has changed
// (somebody came, a colleague pressed) that part is replaced. The button in hand stays in hand.
const EVERY = 5_000; // milliseconds
const ANSWERS_WITHIN = 10_000;
const lost = document.querySelector("[data-lost]");

async function ask() {
  if (!document.hidden) await refresh().then(() => (lost.hidden = true), () => (lost.hidden = false));
  setTimeout(ask, EVERY);
}

async function refresh() {
  const answer = await fetch(location.href, { signal: AbortSignal.timeout(ANSWERS_WITHIN) });
  if (answer.redirected) return location.reload(); // signed out
  if (!answer.ok) throw new Error(`${answer.status}`);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live]");
  const live = document.querySelector("[data-live]");
  if (fresh.dataset.live !== live.dataset.live) replace(live, fresh);
}

function replace(live, fresh) {
  const key = live.querySelector("[data-key]:focus")?.dataset.key;
  live.replaceWith(fresh);
  if (key) fresh.querySelector(`[data-key="${key}"]`)?.focus();
}

setTimeout(ask, EVERY);

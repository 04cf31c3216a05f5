/* While an officer works on a claim, its page says so now and then; who walked away lets the claim go by that alone. */

const EVERY = 5 * 60 * 1000; // milliseconds; a lease lasts nine times as long
const place = document.querySelector("[data-lease]");
let touched = false;

async function sign() {
  if (!touched && !document.querySelector("[data-call].is-on")) return; // who speaks by video need not touch a key
  touched = false;
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  try {
    const answer = await fetch(place.dataset.lease, { method: "POST", headers: { "X-CSRFToken": token } });
    if (answer.status === 409) place.hidden = false;
  } catch {
    touched = true; // no line: said again the next time
  }
}

if (place) {
  for (const kind of ["keydown", "pointerdown", "wheel"]) {
    document.addEventListener(kind, () => { touched = true; }, { passive: true });
  }
  setInterval(sign, EVERY);
}

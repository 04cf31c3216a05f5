// data-upload: sends the form's file in parts, so that a cut costs a moment and not the file. A photo is made small
// first, and what looks dark, blurred or small is said before it is sent. Without script the browser sends the form.
import { Refusal, forget, send } from "./upload_parts.js";
import { prepare } from "./upload_photo.js";

const ready = new WeakMap(); // a chosen file → the promise of what is sent of it
const going = new WeakMap(); // a form → how to stop what it sends

document.addEventListener("change", ({ target }) => {
  const form = target.closest("form[data-upload]");
  if (!form || target.type !== "file") return;
  // One file: what was chosen by the other way is not meant any more.
  if (target.files.length) inputs(form).forEach((other) => other !== target && (other.value = ""));
  hint(form, target.files[0]);
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-upload]");
  if (!form || event.defaultPrevented) return;
  const file = chosen(form);
  if (!file || file.size === 0) return; // the server says what is missing
  event.preventDefault();
  if (going.has(form)) return;
  const kind = form.elements.kind ? form.elements.kind.value : form.dataset.kind;
  if (kind) begin(form, file, kind);
  else fail(form, part(form, "failure").dataset.kindFirst);
});

document.addEventListener("click", ({ target }) => {
  const form = target.closest("[data-cancel]")?.form;
  if (form) going.get(form)?.abort();
});

async function begin(form, file, kind) {
  const stop = new AbortController();
  const { replaces } = form.dataset;
  going.set(form, stop);
  const stopped = new Promise((_, reject) => stop.signal.addEventListener("abort", reject));
  part(form, "failure").hidden = true;
  showMaking(form);
  part(form, "progress").hidden = false;
  try {
    const { blob, name } = await Promise.race([made(file), stopped]);
    show(form, 0);
    const page = await send(blob, {
      door: form.dataset.upload,
      words: { filename: name, filetype: blob.type, paper: kind, ...(replaces && { replaces }) },
      mark: [kind, replaces, file.name, file.size, file.lastModified].join("/"),
      moved: (share, cut) => show(form, share, cut),
      signal: stop.signal,
    });
    location.assign(page);
  } catch (trouble) {
    going.delete(form);
    part(form, "progress").hidden = true;
    form.dispatchEvent(new CustomEvent("lapak:release", { bubbles: true }));
    if (stop.signal.aborted) form.querySelector(".buttons button").focus();
    else fail(form, trouble instanceof Refusal && trouble.message ? trouble.message : part(form, "failure").dataset.cut);
  }
}

// The cancel buttons of what broke off take the browser's own note of it along.
document.addEventListener("submit", (event) => {
  const row = event.target.closest("[data-unfinished]");
  if (row) forget(row.dataset.unfinished);
});

function made(file) {
  if (!ready.has(file)) ready.set(file, prepare(file));
  return ready.get(file);
}

async function hint(form, file) {
  const hints = form.querySelectorAll("[data-hint]");
  hints.forEach((each) => (each.hidden = true));
  if (!file) return;
  const { looks } = await made(file);
  if (chosen(form) !== file || !looks.length) return;
  hints.forEach((each) => (each.hidden = ![...looks, "any"].includes(each.dataset.hint)));
}

// A cheap phone needs many seconds for a large photo, and nothing is sent meanwhile: a bar that moves but does not grow.
function showMaking(form) {
  const doing = part(form, "doing");
  doing.textContent = doing.dataset.making;
  part(form, "progress").querySelector("progress").removeAttribute("value");
  part(form, "percent").textContent = "";
  speak(form, doing.dataset.making);
  part(form, "waiting").hidden = true;
}

function show(form, share, cut = false) {
  const percent = Math.floor(share * 100);
  const quarter = percent - (percent % 25);
  const doing = part(form, "doing");
  doing.textContent = doing.dataset.sending;
  part(form, "progress").querySelector("progress").value = percent;
  part(form, "percent").textContent = `${percent}%`;
  part(form, "waiting").hidden = !cut;
  if (cut) speak(form, part(form, "waiting").textContent);
  else if (quarter) speak(form, part(form, "spoken").dataset.sent.replace("{n}", quarter)); // four times, not a hundred
  else speak(form, doing.dataset.sending);
}

function speak(form, words) {
  const spoken = part(form, "spoken");
  if (spoken.textContent !== words) spoken.textContent = words;
}

function fail(form, sentence) {
  const failure = part(form, "failure");
  failure.textContent = sentence;
  failure.hidden = false;
  failure.focus();
  form.dispatchEvent(new CustomEvent("lapak:release", { bubbles: true }));
}

function part(form, name) {
  return form.querySelector(`[data-${name}]`);
}

function inputs(form) {
  return form.querySelectorAll("input[type=file]");
}

function chosen(form) {
  return [...inputs(form)].flatMap((input) => [...input.files])[0];
}

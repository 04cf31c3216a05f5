// Sends a file by tus 1.0: in parts, each from where the server says the file is. After a cut, a reload or a killed tab it
// goes on from there; this browser only remembers which address belongs to which file, never the file itself.
const TUS = { "Tus-Resumable": "1.0.0" };
const LEAST = 64 * 1024;
const MOST = 1024 * 1024;
const PART_LASTS = 8; // seconds: a part is as large as the line takes in this time
const STALLED = 25_000; // milliseconds without a byte moving: the line is cut, whatever the phone believes
const WAITS = [0, 1, 2, 4, 8, 15, 30, 30, 30, 60, 60, 60]; // seconds before the next try; any byte that arrives starts anew
const DAY = 24 * 3600 * 1000;
const NOTE = "unggahan:";
const notes = mayKeepNotes();

// The server said no, in its own words.
export class Refusal extends Error {}

// Sends `blob` and resolves to the address of the page where it is seen. `mark` tells the file the person chose from
// others, `moved(share, cut)` is told how far it is, `signal` gives it up, here and on the server.
export async function send(blob, { door, words, mark, moved, signal }) {
  const note = NOTE + sum(new TextEncoder().encode(door + mark));
  const content = sum(new Uint8Array(await blob.arrayBuffer()));
  const upload = { blob, door, words, moved, signal, note, content, part: 4 * LEAST, address: noted(note, content) };
  signal.addEventListener("abort", () => giveUp(upload));
  let tries = 0;
  let furthest = -1;
  for (;;) {
    try {
      const { offset, page } = await stand(upload);
      if (page) return finish(upload, page);
      if (offset > furthest) tries = 0;
      furthest = Math.max(furthest, offset);
      const done = await sendFrom(upload, offset, () => (tries = 0));
      return finish(upload, done);
    } catch (trouble) {
      signal.throwIfAborted();
      if (trouble instanceof Refusal || tries >= WAITS.length) throw trouble;
      moved(upload.share ?? 0, WAITS[tries] > 1);
      await pause(WAITS[tries++], signal);
    }
  }
}

// Forget the note of an upload the person cancelled elsewhere.
export function forget(address) {
  each((key, kept) => kept.address === address && notes.removeItem(key));
}

// Where the upload is, begun if it was not: the offset, and the page once all of it is there.
async function stand(upload) {
  if (upload.address) {
    const answer = await ask("HEAD", upload.address, { signal: upload.signal });
    const length = Number(answer.getResponseHeader("Upload-Length"));
    if (answer.status === 200 && length === upload.blob.size) return whereabouts(answer);
    if (answer.status < 400 || [404, 410].includes(answer.status)) upload.address = "";
    else throw troubleOf(answer);
  }
  const metadata = Object.entries(upload.words).map(([name, value]) => `${name} ${base64(value)}`);
  const headers = { "Upload-Length": upload.blob.size, "Upload-Metadata": metadata.join(",") };
  const answer = await ask("POST", upload.door, { headers }); // not broken off: its answer is what can be given up
  if (answer.status !== 201) throw troubleOf(answer);
  upload.address = answer.getResponseHeader("Location");
  if (upload.signal.aborted) giveUp(upload);
  upload.signal.throwIfAborted();
  keep(upload.note, { address: upload.address, content: upload.content, at: Date.now() });
  return { offset: 0 };
}

async function sendFrom(upload, start, arrived) {
  let offset = start;
  for (;;) {
    const begun = performance.now();
    const body = upload.blob.slice(offset, offset + upload.part);
    const from = offset;
    const answer = await ask("PATCH", upload.address, {
      headers: { "Upload-Offset": from, "Content-Type": "application/offset+octet-stream" },
      body,
      signal: upload.signal,
      progress: (sent) => tell(upload, from + sent),
    });
    if (answer.status !== 204) throw troubleOf(answer);
    const { offset: now, page } = whereabouts(answer);
    if (now > offset) arrived();
    offset = now;
    tell(upload, offset);
    if (page) return page;
    const speed = (body.size * 1000) / (performance.now() - begun);
    upload.part = Math.min(MOST, Math.max(LEAST, Math.round(speed * PART_LASTS)));
  }
}

function whereabouts(answer) {
  return { offset: Number(answer.getResponseHeader("Upload-Offset")), page: answer.getResponseHeader("Location") };
}

function tell(upload, offset) {
  upload.share = offset / upload.blob.size;
  upload.moved(upload.share, false);
}

// 409: somebody else moved it, ask again where it is. 408, 423 and 5xx: later. Any other no is final.
function troubleOf(answer) {
  const later = [0, 408, 409, 423].includes(answer.status) || answer.status >= 500;
  return later ? new Error(`status ${answer.status}`) : new Refusal(sentenceOf(answer));
}

function sentenceOf(answer) {
  return (answer.getResponseHeader("Content-Type") ?? "").startsWith("text/plain") ? answer.responseText : "";
}

function ask(method, address, { headers = {}, body = null, signal, progress }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch does not say how much of a body has left
    const cut = () => reject(new Error("cut"));
    const stop = () => request.abort();
    let stalled = setTimeout(stop, STALLED);
    request.upload.addEventListener("progress", ({ loaded }) => {
      clearTimeout(stalled);
      stalled = setTimeout(stop, STALLED);
      progress?.(loaded);
    });
    request.addEventListener("load", () => resolve(request));
    request.addEventListener("error", cut);
    request.addEventListener("abort", cut);
    request.addEventListener("loadend", () => {
      clearTimeout(stalled);
      signal?.removeEventListener("abort", stop);
    });
    request.open(method, address);
    Object.entries({ ...TUS, ...headers }).forEach(([name, value]) => request.setRequestHeader(name, value));
    signal?.addEventListener("abort", stop);
    request.send(body);
  });
}

// The wait ends early when the phone finds its line again.
function pause(seconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(over, seconds * 1000);
    addEventListener("online", over);
    signal.addEventListener("abort", over);
    function over() {
      clearTimeout(timer);
      removeEventListener("online", over);
      resolve();
    }
  });
}

function finish(upload, page) {
  notes?.removeItem(upload.note);
  return page;
}

function giveUp({ address, note }) {
  notes?.removeItem(note);
  if (address) fetch(address, { method: "DELETE", headers: TUS, keepalive: true }).catch(() => {});
}

// Without leave to keep notes, or without room, an upload goes on all the same, only not after a reload.
function mayKeepNotes() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

function noted(note, content) {
  each((key, kept) => Date.now() - kept.at > DAY && notes.removeItem(key));
  const kept = JSON.parse(notes?.getItem(note) ?? null);
  return kept?.content === content ? kept.address : "";
}

function keep(note, kept) {
  try {
    notes?.setItem(note, JSON.stringify(kept));
  } catch {
    // no room
  }
}

function each(look) {
  Object.keys(notes ?? {})
    .filter((key) => key.startsWith(NOTE))
    .forEach((key) => look(key, JSON.parse(notes.getItem(key))));
}

function base64(words) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(words)));
}

// Tells contents apart (53 bits); it hides nothing and guards nothing.
function sum(bytes) {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (const byte of bytes) {
    high = Math.imul(high ^ byte, 2654435761);
    low = Math.imul(low ^ byte, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  return (4294967296 * (2097151 & high) + (low >>> 0)).toString(36);
}

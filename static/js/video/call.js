// The page of a video call, for either seat. Its sentences stand in the page: here is only which of them holds now.
import { BITS, canCall, change, list, open } from "./devices.js";
import { Line } from "./line.js";
import { Signalling } from "./signalling.js";

const CONNECTS_WITHIN = 12_000; // milliseconds for the two to find a way to each other
const TRIES = 2; // lines in vain before the page says that it does not work; it goes on trying all the same
const PATIENCE = 20_000; // without the signalling, before the page says so

const page = document.querySelector("[data-call]");
const part = (name) => page.querySelector(`[data-part="${name}"]`);

class Call {
  #own = null; // one's own stream
  #other = new MediaStream();
  #signalling;
  #line = null;
  #theirs = ""; // the line the other speaks of
  #ice = [];
  #inVain = 0;
  #clock;
  #patience = null;

  async start() {
    try {
      this.#own = await open();
    } catch (why) {
      return say(why);
    }
    part("own").srcObject = this.#own;
    part("other").srcObject = this.#other;
    page.classList.add("is-on");
    navigator.wakeLock?.request("screen").catch(() => {});
    offerControls(this.#own, (track) => this.#line?.replace(track));
    say("waiting");
    this.#signalling = new Signalling(page.dataset.seat, page.querySelector("[name=csrfmiddlewaretoken]").value);
    this.#signalling.addEventListener("open", ({ detail }) => this.#greet(detail));
    this.#signalling.addEventListener("frame", ({ detail }) => this.#hear(detail));
    this.#signalling.addEventListener("down", () => this.#signallingIsDown());
    this.#signalling.addEventListener("refused", ({ detail }) => this.#over("refused", detail));
    this.#signalling.addEventListener("taken", () => this.#over("taken"));
    this.#signalling.connect();
  }

  hangUp() {
    this.#signalling.send({ kind: "bye" });
    this.#over("over");
  }

  #greet(ice) {
    this.#ice = ice;
    this.#line ??= this.#newLine();
    clearTimeout(this.#patience);
    this.#patience = null;
    if (!this.#line.begun) say("waiting");
    this.#hello(true);
  }

  #hear(frame) {
    if (frame.kind === "hello") this.#meet(frame);
    else if (frame.kind === "bye") this.#over("over");
    else if (frame.kind === "gone") this.#otherIsGone();
    else if (frame.to === this.#line.id && frame.from === this.#theirs) this.#line.hear(frame).catch(() => this.#anew());
  }

  // The other one says which line it has. Where that is not the one ours was used with, ours serves no more. A line that
  // was not used yet is kept, so that two who begin anew at once meet, and do not run after each other.
  #meet({ line, answer }) {
    const renews = this.#line.isUsed && (line !== this.#theirs || this.#line.state === "closed");
    if (renews) this.#replaceLine();
    this.#theirs = line;
    if (answer || renews) this.#hello(false);
    if (this.#line.begun) this.#line.mend();
    else this.#line.begin(this.#own, BITS);
    if (!this.#line.isUp) this.#expect();
  }

  #hello(answer) {
    this.#signalling.send({ kind: "hello", line: this.#line.id, answer });
  }

  #newLine() {
    const line = new Line({
      polite: page.dataset.call === "claimant",
      ice: this.#ice,
      send: (frame) => this.#signalling.send({ ...frame, from: line.id, to: this.#theirs }),
      onState: (state) => line === this.#line && this.#lineIs(state),
      onTrack: (track) => this.#show(track),
    });
    return line;
  }

  #show(track) {
    for (const old of this.#other.getTracks().filter((each) => each.kind === track.kind)) this.#other.removeTrack(old);
    this.#other.addTrack(track);
  }

  #replaceLine() {
    this.#line.end();
    this.#line = this.#newLine();
  }

  // Throw the line away and tell the other, who does the same.
  #anew() {
    this.#inVain += 1;
    if (this.#inVain >= TRIES) say("cannot");
    this.#replaceLine();
    this.#hello(true);
    this.#expect();
  }

  #lineIs(state) {
    if (state === "connected") {
      this.#inVain = 0;
      this.#stopClock();
      say("connected");
    } else if (state === "disconnected" || state === "failed") {
      say("lost");
      this.#expect();
    }
  }

  #expect() {
    this.#stopClock();
    this.#clock = setTimeout(() => this.#anew(), CONNECTS_WITHIN);
    if (this.#inVain < TRIES && page.dataset.now === "waiting") say("connecting");
  }

  #stopClock() {
    clearTimeout(this.#clock);
  }

  // Pictures may go on without the signalling, and without the other's: only a line that is down waits for it.
  #otherIsGone() {
    this.#stopClock();
    if (!this.#line.isUp) say("gone");
  }

  #signallingIsDown() {
    this.#stopClock();
    this.#patience ??= setTimeout(() => this.#line?.isUp || say("cannot"), PATIENCE);
  }

  #over(state, sentence = "") {
    this.#stopClock();
    clearTimeout(this.#patience);
    this.#signalling.end();
    this.#line?.end();
    this.#own.getTracks().forEach((track) => track.stop());
    page.classList.remove("is-on");
    say(state);
    if (sentence.trim()) part("refusal").textContent = sentence;
  }
}

// Show the one sentence that holds now; it is read out, as it stands in a live region.
function say(state) {
  if (page.dataset.now === state) return;
  page.dataset.now = state;
  for (const sentence of page.querySelectorAll("[data-say]")) sentence.hidden = sentence.dataset.say !== state;
}

function offerControls(stream, replace) {
  for (const [name, kind] of [["mute", "audio"], ["dark", "video"]]) {
    const button = part(name);
    button.hidden = !stream.getTracks().some((track) => track.kind === kind);
    button.addEventListener("click", () => {
      const isOff = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(isOff));
      stream.getTracks().filter((track) => track.kind === kind).forEach((track) => (track.enabled = !isOff));
    });
  }
  for (const kind of ["video", "audio"]) offerChoice(stream, kind, replace);
}

async function offerChoice(stream, kind, replace) {
  const select = part(`${kind}-choice`);
  const devices = await list(kind);
  if (devices.length < 2) return;
  const inUse = stream.getTracks().find((track) => track.kind === kind)?.getSettings().deviceId;
  select.replaceChildren(...devices.map(({ deviceId, label }) => new Option(label, deviceId, false, deviceId === inUse)));
  select.closest("[hidden]")?.removeAttribute("hidden");
  select.addEventListener("change", async () => {
    try {
      replace(await change(stream, kind, select.value));
    } catch {
      part("device-lost").hidden = false;
    }
  });
}

if (page) {
  part("plain").hidden = true;
  if (canCall()) {
    part("stage").hidden = false;
    const call = new Call();
    part("start").addEventListener("click", () => call.start());
    part("leave").addEventListener("click", () => call.hangUp());
  } else {
    say("too-old");
  }
}

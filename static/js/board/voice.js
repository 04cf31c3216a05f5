// The voice of the board: plays the clips it is told, one after the other and one call after the other. A browser keeps
// a page silent until somebody pressed something on it; then, and when a clip is not to be had, the page says so loudly.
const BETWEEN_WORDS = 0.05; // seconds
const BETWEEN_CALLS = 0.8;
const AFTER_CHIME = 0.25;
const CHIME = "bel";

const off = document.querySelector("[data-sound-off]");

export class Voice {
  #addresses;
  #context = window.AudioContext ? new AudioContext() : null;
  #clips = new Map();
  #loaded;
  #isBroken = false;
  #free = 0; // when, by the context's clock, all that was told is over

  // `addresses`: where each clip is, by its name.
  constructor(addresses) {
    this.#addresses = addresses;
    off.querySelector("[data-start]").addEventListener("click", () => this.#start());
    this.#context?.addEventListener("statechange", () => this.#tell());
    this.#load();
    this.#tell();
  }

  // Has these clips played as soon as what was told before is over. A silent board does not keep them for later.
  async say(clips) {
    await this.#loaded;
    if (this.#context?.state !== "running" || !clips.length) return;
    let at = Math.max(this.#free, this.#context.currentTime);
    for (const name of clips) {
      const clip = this.#clips.get(name);
      if (clip) at = this.#play(clip, at) + (name === CHIME ? AFTER_CHIME : BETWEEN_WORDS);
    }
    this.#free = at + BETWEEN_CALLS;
  }

  #play(clip, at) {
    const source = this.#context.createBufferSource();
    source.buffer = clip;
    source.connect(this.#context.destination);
    source.start(at);
    return at + clip.duration;
  }

  async #start() {
    navigator.wakeLock?.request("screen").catch(() => {}); // a television has none, and does not sleep
    await this.#context?.resume();
    if (this.#isBroken) this.#load();
    this.say([CHIME]); // whoever pressed hears that the board can be heard
  }

  #load() {
    const all = Object.entries(this.#addresses).map(([name, address]) => this.#fetch(name, address));
    this.#loaded = Promise.all(all).then((fetched) => {
      this.#isBroken = fetched.includes(false);
      this.#tell();
    });
  }

  async #fetch(name, address) {
    if (!this.#context || this.#clips.has(name)) return true;
    try {
      const answer = await fetch(address);
      this.#clips.set(name, await this.#context.decodeAudioData(await answer.arrayBuffer()));
      return true;
    } catch {
      return false;
    }
  }

  #tell() {
    const why = this.#whyOff();
    off.hidden = !why;
    for (const each of off.querySelectorAll("[data-sound-why]")) each.hidden = each.dataset.soundWhy !== why;
  }

  #whyOff() {
    if (!this.#context) return "unable";
    if (this.#context.state !== "running") return "blocked";
    return this.#isBroken ? "missing" : "";
  }
}

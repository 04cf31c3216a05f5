// The line to the signalling: asks the page's own address for a ticket, sits down with it, and comes back when it is
// cut. Every connection needs a fresh ticket, so whoever lost the right to the seat does not come back.
const PROTOCOL = "lapak-video";
const STILL_HERE_EVERY = 15_000; // milliseconds; the signalling gives a seat up after 45 s of silence
const OPENS_WITHIN = 10_000;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 8_000;
const TAKEN_OVER = 4001;

export class Signalling extends EventTarget {
  // Fires "open" (detail: the ICE servers), "frame" (detail: the frame), "down", "refused" (detail: the sentence), "taken".
  #address;
  #token;
  #socket = null;
  #waits = 0;
  #ended = false;

  constructor(address, csrfToken) {
    super();
    this.#address = address;
    this.#token = csrfToken;
    addEventListener("online", () => this.#hurry());
  }

  async connect() {
    if (this.#ended || this.#socket) return;
    const entrance = await this.#askEntrance();
    if (this.#ended || this.#socket) return;
    if (!entrance) this.#again();
    else if (entrance.refused) this.#say("refused", entrance.refused);
    else this.#sitDown(entrance);
  }

  send(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  end() {
    this.#ended = true;
    this.#socket?.close();
  }

  // Null while the portal cannot be reached; { refused } where it said no.
  async #askEntrance() {
    try {
      const answer = await fetch(this.#address, {
        method: "POST",
        headers: { "X-CSRFToken": this.#token, Accept: "application/json" },
        signal: AbortSignal.timeout(OPENS_WITHIN),
      });
      if (answer.ok || answer.status === 409) return await answer.json();
      return answer.status < 500 ? { refused: " " } : null;
    } catch {
      return null;
    }
  }

  #sitDown({ address, ticket, ice }) {
    const socket = new WebSocket(address, [PROTOCOL, ticket]);
    this.#socket = socket;
    let pulse;
    const tooLong = setTimeout(() => socket.close(), OPENS_WITHIN);
    socket.addEventListener("open", () => {
      clearTimeout(tooLong);
      this.#waits = 0;
      pulse = setInterval(() => this.send({ kind: "still-here" }), STILL_HERE_EVERY);
      this.#say("open", ice);
    });
    socket.addEventListener("message", ({ data }) => this.#say("frame", JSON.parse(data)));
    socket.addEventListener("close", ({ code }) => {
      clearTimeout(tooLong);
      clearInterval(pulse);
      this.#socket = null;
      if (this.#ended) return;
      if (code === TAKEN_OVER) this.#say("taken");
      else this.#again();
    });
  }

  #again() {
    this.#say("down");
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#waits++);
    setTimeout(() => this.connect(), wait);
  }

  #hurry() {
    this.#waits = 0;
    this.connect();
  }

  #say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

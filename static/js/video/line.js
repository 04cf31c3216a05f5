// One peer connection to the other person: perfect negotiation (W3C WebRTC, 10.7), so that both may offer at once, and
// ICE restarts when the way between the two breaks. A line that cannot be mended is thrown away and made anew.
const BREATH = 2_500; // milliseconds a broken way may need to come back by itself

export class Line {
  // What each frame of it says it belongs to: frames of a line that was thrown away are not heard.
  id = crypto.randomUUID();
  begun = false;
  #connection;
  #polite;
  #send;
  #offering = false;
  #bits = null;
  #breath;

  constructor({ polite, ice, send, onState, onTrack }) {
    this.#polite = polite;
    this.#send = send;
    this.#connection = new RTCPeerConnection({ iceServers: ice, bundlePolicy: "max-bundle" });
    this.#connection.addEventListener("negotiationneeded", () => this.#offer());
    this.#connection.addEventListener("icecandidate", ({ candidate }) => candidate && this.#send({ kind: "candidate", candidate }));
    this.#connection.addEventListener("track", ({ track }) => onTrack(track));
    this.#connection.addEventListener("connectionstatechange", () => {
      this.#mendSoon();
      onState(this.state);
    });
  }

  get state() {
    return this.#connection.connectionState;
  }

  get isUp() {
    return this.state === "connected";
  }

  // Whether it has taken anything from one line of the other's, so that it can serve no other one.
  get isUsed() {
    return this.state === "closed" || this.#connection.remoteDescription !== null;
  }

  // Give one's own picture and voice: from here on the two negotiate.
  begin(stream, bits) {
    this.begun = true;
    for (const track of stream.getTracks()) this.#connection.addTrack(track, stream);
    for (const kind of ["audio", "video"]) {
      if (!stream.getTracks().some((track) => track.kind === kind)) this.#connection.addTransceiver(kind, { direction: "recvonly" });
    }
    this.#bits = bits;
  }

  // Another camera or microphone, without negotiating anew.
  async replace(track) {
    const sender = this.#connection.getSenders().find((each) => each.track?.kind === track.kind);
    await sender?.replaceTrack(track);
  }

  async hear({ kind, description, candidate }) {
    if (kind === "candidate") return this.#connection.addIceCandidate(candidate).catch(() => {}); // of an offer not taken
    const collides = description.type === "offer" && (this.#offering || this.#connection.signalingState !== "stable");
    if (collides && !this.#polite) return;
    if (description.type === "answer" && this.#connection.signalingState !== "have-local-offer") return; // said twice
    await this.#connection.setRemoteDescription(description); // a polite one takes its own offer back by this
    if (description.type === "offer") {
      await this.#connection.setLocalDescription();
      this.#describe();
    }
    await this.#limit();
  }

  // Say again what may not have been heard; else look for another way between the two. Pictures and voices stay.
  mend() {
    if (this.isUp) return;
    if (this.#connection.signalingState === "have-local-offer") this.#describe();
    else this.#connection.restartIce();
  }

  end() {
    clearTimeout(this.#breath);
    this.#connection.close();
  }

  async #offer() {
    try {
      this.#offering = true;
      await this.#connection.setLocalDescription();
      this.#describe();
    } finally {
      this.#offering = false;
    }
  }

  #describe() {
    this.#send({ kind: "description", description: this.#connection.localDescription });
  }

  #mendSoon() {
    clearTimeout(this.#breath);
    if (this.state === "failed") this.mend();
    if (this.state === "disconnected") this.#breath = setTimeout(() => this.mend(), BREATH);
  }

  // No more bits a second than a weak network carries.
  async #limit() {
    for (const sender of this.#connection.getSenders()) {
      const most = this.#bits?.[sender.track?.kind];
      const parameters = sender.getParameters();
      if (!most || !parameters.encodings?.length || parameters.encodings[0].maxBitrate === most) continue;
      parameters.encodings[0].maxBitrate = most;
      await sender.setParameters(parameters).catch(() => {}); // a browser that cannot be told sends as it likes
    }
  }
}

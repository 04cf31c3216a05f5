// Camera and microphone: asked for modestly, chosen by name, and why they are not there told apart by what helps.
const THRIFTY = navigator.connection?.saveData || /2g|3g/.test(navigator.connection?.effectiveType ?? "");
const PICTURE = THRIFTY
  ? { width: { ideal: 320 }, height: { ideal: 240 }, frameRate: { ideal: 10, max: 15 } }
  : { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 15, max: 20 } };
const VOICE = { echoCancellation: true, noiseSuppression: true };

// Bits a second: a paper held to the camera is legible, and an upload of 3G carries it.
export const BITS = { video: THRIFTY ? 150_000 : 400_000, audio: 24_000 };

export const canCall = () => Boolean(navigator.mediaDevices?.getUserMedia && window.RTCPeerConnection && window.WebSocket);

// The stream, of voice alone where there is no camera; throws "denied", "busy" or "absent".
export async function open() {
  const wishes = [{ video: { ...PICTURE, facingMode: "user" }, audio: VOICE }, { audio: VOICE }];
  let why;
  for (const wish of wishes) {
    try {
      return await navigator.mediaDevices.getUserMedia(wish);
    } catch (wrong) {
      why ??= wrong.name;
    }
  }
  throw { NotAllowedError: "denied", SecurityError: "denied", NotReadableError: "busy" }[why] ?? "absent";
}

// Another camera ("video") or microphone ("audio"). Phones open one camera at a time: the old one is let go first.
export async function change(stream, kind, deviceId) {
  const before = stream.getTracks().find((track) => track.kind === kind);
  const isOn = before?.enabled ?? true;
  before?.stop();
  const more = kind === "video" ? PICTURE : VOICE;
  const fresh = await navigator.mediaDevices.getUserMedia({ [kind]: { ...more, deviceId: { exact: deviceId } } });
  const [track] = fresh.getTracks();
  track.enabled = isOn;
  if (before) stream.removeTrack(before);
  stream.addTrack(track);
  return track;
}

// What there is to choose from: [{ deviceId, label }]. Names are told only once a device was allowed.
export async function list(kind) {
  const all = await navigator.mediaDevices.enumerateDevices();
  return all.filter((each) => each.kind === `${kind}input` && each.deviceId);
}

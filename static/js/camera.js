/* data-camera: reads a code with the camera, where the browser can. Without it there is no button. */

const button = document.querySelector("[data-camera]");
const view = document.querySelector("[data-camera-view]");
const picture = view?.querySelector("video");
const FORMATS = ["qr_code", "code_128"];
const LOOKS_EVERY = 200;

async function canRead() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return false;
  const known = await BarcodeDetector.getSupportedFormats();
  return known.includes("qr_code");
}

function stop() {
  picture.srcObject?.getTracks().forEach((track) => track.stop());
  picture.srcObject = null;
}

function found(text) {
  const form = document.querySelector("[data-scan]");
  view.close();
  form.elements.scanned.value = text;
  form.requestSubmit();
}

async function look(detector) {
  if (!picture.srcObject) return;
  const codes = await detector.detect(picture).catch(() => []);
  if (codes.length) return found(codes[0].rawValue);
  setTimeout(look, LOOKS_EVERY, detector);
}

async function open() {
  try {
    picture.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    button.textContent = "Kamera tidak diizinkan";
    button.disabled = true;
    return;
  }
  view.showModal();
  await picture.play();
  look(new BarcodeDetector({ formats: FORMATS }));
}

if (button && (await canRead())) {
  button.hidden = false;
  button.addEventListener("click", open);
  view.addEventListener("close", stop);
}

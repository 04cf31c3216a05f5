// data-signature: a canvas to sign on with finger, pen or mouse. What was drawn goes with the form as a PNG in
// data-signature-drawn. Without script the receipt is signed on paper and its picture sent instead.
for (const pad of document.querySelectorAll("[data-signature]")) begin(pad);

function begin(pad) {
  const canvas = pad.querySelector("canvas");
  const drawn = pad.closest("form").querySelector("[data-signature-drawn]");
  const pen = canvas.getContext("2d");
  let last = null;
  pad.hidden = false;

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    last = at(canvas, event);
    line(pen, last, last);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    const next = at(canvas, event);
    line(pen, last, next);
    last = next;
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      last = null;
      drawn.value = canvas.toDataURL("image/png");
    });
  }
  pad.querySelector("[data-signature-again]").addEventListener("click", () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    drawn.value = "";
  });
}

// Where the pointer is, in the canvas' own pixels.
function at(canvas, event) {
  const box = canvas.getBoundingClientRect();
  const across = canvas.width / box.width;
  return [(event.clientX - box.left) * across, (event.clientY - box.top) * across];
}

function line(pen, from, to) {
  pen.lineWidth = 3;
  pen.lineCap = "round";
  pen.strokeStyle = "#10202c";
  pen.beginPath();
  pen.moveTo(...from);
  pen.lineTo(...to);
  pen.stroke();
}

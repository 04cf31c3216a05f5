// Makes a photo small enough for a bad line, upright, and says what looks wrong with it. What the browser cannot open
// (HEIC, PDF) and what would not get smaller goes as it is: the server looks at everything again.
const LONG_SIDE = 2000; // pixels: an A4 page is legible at 170 dpi
const QUALITY = 0.85;
const SMALL_ENOUGH = 700 * 1024; // bytes
const LOOKED_AT = 1000; // pixels of the long side a photo is judged at
const DARK = 55; // mean brightness, of 255
const BLURRED = 35; // variance of the Laplacian: print that can be read has hundreds
const LEGIBLE_SHORT_SIDE = 600; // pixels, as the server has it

// What is sent of a file, and what it looks like: any of "dark", "blurred", "small".
export async function prepare(file) {
  const asItIs = { blob: file, name: file.name, looks: [] };
  if (!/^image\//.test(file.type)) return asItIs;
  let picture;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const looks = looksOf(picture);
    const small = isSmall(file, picture) || !drawsTrue() ? null : await smaller(picture);
    if (!small || small.size >= file.size) return { ...asItIs, looks };
    return { blob: small, name: file.name.replace(/\.[^.]*$/, "") + ".jpg", looks };
  } catch {
    return asItIs; // no decoder, or no memory for it
  } finally {
    picture?.close();
  }
}

function isSmall(file, { width, height }) {
  return file.size <= SMALL_ENOUGH && Math.max(width, height) <= LONG_SIDE;
}

function drawn(picture, longSide) {
  const scale = Math.min(1, longSide / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff"; // behind what is transparent
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return { canvas, pen };
}

async function smaller(picture) {
  const { canvas } = drawn(picture, LONG_SIDE);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  canvas.width = canvas.height = 0; // phones give the memory back only so
  return blob?.type === "image/jpeg" ? blob : null;
}

// Browsers that guard against fingerprints may give noise back for what was drawn: then nothing is drawn.
function drawsTrue() {
  const pen = Object.assign(document.createElement("canvas"), { width: 8, height: 8 }).getContext("2d");
  pen.fillStyle = "rgb(200,100,50)";
  pen.fillRect(0, 0, 8, 8);
  const { data } = pen.getImageData(0, 0, 8, 8);
  return data.every((value, place) => value === [200, 100, 50, 255][place % 4]);
}

function looksOf(picture) {
  const { canvas, pen } = drawn(picture, LOOKED_AT);
  const { width, height } = canvas;
  const { data } = pen.getImageData(0, 0, width, height);
  canvas.width = canvas.height = 0;
  const grey = new Float32Array(width * height);
  for (let i = 0; i < grey.length; i++) grey[i] = 0.3 * data[4 * i] + 0.59 * data[4 * i + 1] + 0.11 * data[4 * i + 2];
  const looks = [];
  if (Math.min(picture.width, picture.height) < LEGIBLE_SHORT_SIDE) looks.push("small");
  if (grey.reduce((total, value) => total + value, 0) / grey.length < DARK) looks.push("dark");
  else if (edges(grey, width, height) < BLURRED) looks.push("blurred"); // in the dark nothing has edges
  return looks;
}

function edges(grey, width, height) {
  let [count, total, squares] = [0, 0, 0];
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const edge = grey[at - 1] + grey[at + 1] + grey[at - width] + grey[at + width] - 4 * grey[at];
      count++;
      total += edge;
      squares += edge * edge;
    }
  }
  return count ? squares / count - (total / count) ** 2 : Infinity;
}

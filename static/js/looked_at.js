// data-looked-at: while a machine looks at a file, asks for the page again and puts its list in place. The page itself stays,
// with what was chosen or typed on it. Without script there is a link.
const WAITS = [2, 2, 3, 3, 5, 5, 10]; // seconds, the last for ever

look(0);

async function look(times) {
  await new Promise((resolve) => setTimeout(resolve, WAITS[Math.min(times, WAITS.length - 1)] * 1000));
  const here = document.querySelector("[data-looked-at]");
  if (!here) return;
  const there = document.hidden ? null : await fetched();
  if (there && there.innerHTML !== here.innerHTML) here.replaceChildren(...there.childNodes);
  if (there && !there.hasAttribute("data-looked-at")) here.removeAttribute("data-looked-at");
  look(times + 1);
}

// The list as the server has it now; null when the line is away.
async function fetched() {
  try {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    return page.querySelector("main [aria-live] .file-list")?.parentElement;
  } catch {
    return null;
  }
}

// data-looked-at: while a machine looks at a file, asks for the page again and puts its list (data-files) in place. The
// page itself stays, with what was chosen or typed on it, and whoever stands on a button keeps standing on it.
const WAITS = [2, 2, 3, 3, 5, 5, 10]; // seconds, the last for ever

look(0);

async function look(times) {
  await new Promise((resolve) => setTimeout(resolve, WAITS[Math.min(times, WAITS.length - 1)] * 1000));
  const here = document.querySelector("[data-looked-at]");
  if (!here) return;
  const there = document.hidden ? null : await fetched();
  if (there && shown(there) !== shown(here)) put(here, there);
  if (there && !there.hasAttribute("data-looked-at")) here.removeAttribute("data-looked-at");
  look(times + 1);
}

function put(here, there) {
  const stood = here.contains(document.activeElement) ? name(document.activeElement) : "";
  here.replaceChildren(...there.childNodes);
  if (stood) [...here.querySelectorAll("a, button")].find((each) => name(each) === stood)?.focus();
}

// What tells one link or button of the list from the others.
function name(element) {
  return [element.href, element.form?.action, element.value, element.textContent].join(" ");
}

// The list without the words against forgery, which differ every time.
function shown(list) {
  return list.innerHTML.replaceAll(/name="csrfmiddlewaretoken" value="\w+"/g, "");
}

// The list as the server has it now; null when the line is away.
async function fetched() {
  try {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    return page.querySelector("main [data-files]");
  } catch {
    return null;
  }
}

// data-upload: sends an ordinary multipart form in the background, to show how far it has come and to keep the chosen
// file when the line breaks, then shows the server's answer in place. Without script the browser sends the form itself.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-upload]");
  if (!form || event.defaultPrevented) return;
  event.preventDefault();
  send(form);
});

// Answers are shown in place under their own address; Back must then really go back.
addEventListener("popstate", () => location.reload());

function send(form) {
  const progress = form.querySelector("[data-progress]");
  const failure = form.querySelector("[data-failure]");
  const request = new XMLHttpRequest();
  progress.hidden = false;
  failure.hidden = true;
  request.upload.addEventListener("progress", ({ loaded, total }) => show(progress, loaded / total));
  request.addEventListener("load", () => arrive(request));
  request.addEventListener("error", () => {
    progress.hidden = true;
    failure.hidden = false;
    form.dispatchEvent(new CustomEvent("lapak:release", { bubbles: true }));
  });
  request.open("POST", form.action);
  request.send(new FormData(form));
}

function show(progress, part) {
  const percent = Math.round(part * 100);
  progress.querySelector("progress").value = percent;
  progress.querySelector("[data-percent]").textContent = `${percent}%`;
}

// The answer is not fetched a second time: its one-time messages would be gone.
function arrive(request) {
  const answer = new DOMParser().parseFromString(request.responseText, "text/html");
  if (request.responseURL !== location.href) history.pushState(null, "", request.responseURL);
  document.title = answer.title;
  document.body.replaceWith(answer.body);
  document.body.querySelectorAll("script[src]").forEach(start);
  scrollTo(0, 0);
  (document.querySelector("[data-focus]") ?? document.querySelector("main"))?.focus({ preventScroll: true });
}

// Scripts in a parsed document lie still; a copy of the element runs, and a module that ran before does not run twice.
function start(script) {
  const copy = document.createElement("script");
  copy.type = script.type;
  copy.src = script.src;
  script.replaceWith(copy);
}

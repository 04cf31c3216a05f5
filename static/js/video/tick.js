// Ticks an original without leaving the page: loading another one would end the call.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-tick]");
  if (!form) return;
  event.preventDefault();
  const row = form.closest("li");
  const problem = document.querySelector("[data-tick-problem]");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(row.id);
    row.replaceWith(fresh);
    fresh.querySelector("button")?.focus();
    problem.hidden = answer.ok;
  } catch {
    problem.hidden = false;
  }
});

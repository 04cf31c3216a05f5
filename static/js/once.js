// A form with data-once is sent once: a second press within eight seconds does nothing. The server refuses doubles
// anyway; this only spares people the wait. The button is not `disabled`: that would drop its name from the form
// and the focus from the page.
const PAUSE = 8000;

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-once]");
  if (!form) return;
  if (form.dataset.sent) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.sent = "yes";
  form.querySelectorAll("button:not([type=button])").forEach((button) => button.setAttribute("aria-disabled", "true"));
  setTimeout(() => release(form), PAUSE);
});

// A page brought back by the Back button can be sent again, and so can a form whose upload broke off.
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
document.addEventListener("lapak:release", (event) => release(event.target));

function release(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
}

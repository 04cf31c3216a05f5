// Puts people where the trouble is: first on the summary, then, from its links, on the field with its label in view.
document.querySelector("[data-focus]")?.focus();

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-focus] a");
  const control = link && document.getElementById(link.hash.slice(1));
  if (!control) return;
  event.preventDefault();
  (control.closest("fieldset, .field") ?? control).scrollIntoView();
  control.focus({ preventScroll: true });
});

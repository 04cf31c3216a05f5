// data-copy="text": puts the text on the clipboard and says so, aloud as well. No clipboard, no button.
if (navigator.clipboard) document.documentElement.classList.add("can-copy");

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const status = button.nextElementSibling;
  status.textContent = button.dataset.done;
  setTimeout(() => { status.textContent = ""; }, 4000);
});

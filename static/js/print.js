// data-print: opens the browser's print dialogue. No script, no button.
document.documentElement.classList.add("can-print");

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
});

/* The gate's field takes what a scanner types wherever the focus is. The page works without this file. */

const field = document.querySelector("[data-scan] input[name=scanned]");
const TYPES_HERE = "input:not([type=checkbox]):not([type=radio]), textarea, select";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !/^[a-z0-9]$/i.test(event.key)) return;
  if (event.target.closest(TYPES_HERE) || document.querySelector("dialog[open]")) return;
  field.focus();
  field.select();
});

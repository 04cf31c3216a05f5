// data-hold="seconds": counts down what is left of a held place. The seconds are the server's and run from the moment
// its answer came, so that a phone whose clock is wrong shows the truth. Spoken at the marks and at the end, never between.
const opened = Date.now() - performance.now();
const arrived = opened + (performance.getEntriesByType("navigation")[0]?.responseStart ?? 0);
const HOUR = 3600;

document.querySelectorAll("[data-hold]").forEach((box) => {
  const ends = arrived + Number(box.dataset.hold) * 1000;
  const left = box.querySelector("[data-left]");
  const voice = box.querySelector("[role=status]");
  const marks = [...box.querySelectorAll("[data-mark]")].map((mark) => [Number(mark.dataset.mark), mark.textContent]);
  let before = null;
  const timer = setInterval(tick, 1000);
  addEventListener("pageshow", tick);
  tick();

  function tick() {
    const seconds = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
    const passed = marks.find(([mark]) => before > mark && seconds <= mark && seconds > mark - 30);
    if (passed) voice.textContent = passed[1];
    before = seconds;
    if (seconds < HOUR) left.textContent = say(seconds);
    if (seconds === 0) end();
  }

  function say(seconds) {
    const words = seconds < 60 ? left.dataset.seconds : left.dataset.left;
    return words.replace("{m}", Math.floor(seconds / 60)).replace("{s}", seconds % 60);
  }

  function end() {
    clearInterval(timer);
    removeEventListener("pageshow", tick);
    box.querySelector("[data-runs]").hidden = true;
    const over = box.querySelector("[data-over]");
    over.hidden = false;
    box.classList.replace("hold-held", "hold-lapsed");
    voice.textContent = over.querySelector("p").textContent;
  }
});

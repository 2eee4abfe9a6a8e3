/* The closing, and what comes after a sitting: one step is open at a time, and a reload comes back to it. Of her review
   this page hears that it goes on, has stopped or is done. Without this script the links lead to the same steps. */

const steps = [...document.querySelectorAll("[data-step]")];
const told = document.querySelector("[data-review-told]");
const offer = document.querySelector("[data-review-offer]");

function remember(step) {
  const here = new URL(window.location.href);
  here.searchParams.set("step", step);
  window.history.replaceState(null, "", here);
}

function open(name) {
  const step = steps.find((one) => one.dataset.step === name);
  if (!step) return false;
  step.open = true;
  step.querySelector("summary").focus();
  step.scrollIntoView({ block: "nearest" });
  return true;
}

/* A browser that does not know steps of one name closes the others here. */
function opened(step) {
  for (const one of steps) if (one !== step) one.open = false;
  remember(step.dataset.step);
}

function tell(word) {
  told.textContent = told.dataset[word] ?? "";
}

for (const step of steps) step.addEventListener("toggle", () => step.open && opened(step));
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href*='step=']");
  if (link && open(new URL(link.href).searchParams.get("step"))) event.preventDefault();
});

if (told) {
  const words = { "review on": "wordsOn", "review off": "wordsOff", "review done": "wordsDone" };
  offer.parentElement.hidden = false;
  offer.addEventListener("click", () => {
    const heard = !["no", "off"].includes(document.documentElement.dataset.there); // heart.js
    const here = heard && document.querySelector("[data-her-device]") !== null;
    if (here) document.dispatchEvent(new CustomEvent("attune:offer"));
    tell(here ? "wordsAsked" : "wordsNobody");
  });
  document.addEventListener("attune:signal", ({ detail }) => detail.code in words && tell(words[detail.code]));
}

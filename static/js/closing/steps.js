/* One step is open at a time, in sight, and a reload comes back to it, also when this page answers a form. The browser's
   way back goes to the step before. */

const all = () => [...document.querySelectorAll("[data-step]")];

const addressed = () => new URL(window.location.href).searchParams.get("step");

/* Only what follows a step of this page is a new place in the history. */
function remember(step) {
  const before = addressed();
  if (before === step) return;
  const here = new URL(document.querySelector("[data-steps-at]").dataset.stepsAt, window.location.href);
  here.searchParams.set("step", step);
  here.hash = window.location.hash;
  if (all().some((one) => one.dataset.step === before)) window.history.pushState(null, "", here);
  else window.history.replaceState(null, "", here);
}

function open(name) {
  const step = all().find((one) => one.dataset.step === name);
  if (!step) return false;
  step.open = true;
  step.querySelector("summary").focus();
  return true;
}

/* A browser that does not know steps of one name closes the others here. As a page opens, so does its step: what the page
   itself leads to, such as a number to call, stays in sight. */
function opened(step) {
  for (const one of all()) if (one !== step) one.open = false;
  remember(step.dataset.step);
  if (!document.activeElement?.closest("[autofocus]")) step.scrollIntoView({ block: "nearest" });
}

export function steps() {
  const first = all().find((one) => one.open);
  if (first && addressed() === first.dataset.step) first.scrollIntoView({ block: "nearest" });
  if (first) remember(first.dataset.step);
  for (const step of all()) step.addEventListener("toggle", () => step.open && opened(step));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href*='step=']");
    if (link && open(new URL(link.href).searchParams.get("step"))) event.preventDefault();
  });
  window.addEventListener("popstate", () => open(addressed()));
}

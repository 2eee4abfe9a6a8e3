/* One sentence at a time: a form with data-steps shows one data-step, and a bar to go back and on.
   After a "no" to a data-needed step nothing else is asked. Without a script all sentences stand on one page. */

const form = document.querySelector("form[data-steps]");

function answered(step) {
  return step.querySelector("input:checked")?.value ?? "";
}

function start() {
  const steps = [...form.querySelectorAll("[data-step]")];
  const [bar, back, next, all, end] = ["bar", "back", "next", "all", "end"].map((name) =>
    form.querySelector(`[data-steps-${name}]`),
  );
  let at = Math.max(0, steps.findIndex((step) => !answered(step)));

  function show(focus) {
    steps.forEach((step, place) => {
      step.hidden = place !== at;
    });
    back.hidden = at === 0;
    next.disabled = !answered(steps[at]);
    if (focus) steps[at].querySelector("input:checked, input")?.focus();
  }

  function showAll() {
    for (const step of steps) step.hidden = false;
    bar.hidden = true;
    end.hidden = false;
    steps[at].querySelector("input:checked, input")?.focus();
  }

  function goOn() {
    const no = "needed" in steps[at].dataset && answered(steps[at]) === "no";
    if (no || at === steps.length - 1) {
      form.requestSubmit(end.querySelector("button"));
      return;
    }
    at += 1;
    show(true);
  }

  bar.hidden = false;
  end.hidden = true;
  back.addEventListener("click", () => {
    at -= 1;
    show(true);
  });
  next.addEventListener("click", goOn);
  all.addEventListener("click", showAll);
  form.addEventListener("change", () => {
    if (!bar.hidden) next.disabled = !answered(steps[at]);
  });
  show(false);
}

if (form) start();

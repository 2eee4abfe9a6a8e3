/* Her own check-in: what she touches is answered with one sentence on this screen, and is gone when she closes it, hides
   the page or leaves. Nothing is sent, and nothing is kept. */

function bind(place) {
  const buttons = [...place.querySelectorAll("[data-how-now]")];
  const said = [...place.querySelectorAll("[data-how-said]")];

  function show(chosen) {
    for (const one of buttons) one.setAttribute("aria-pressed", String(one === chosen));
    for (const one of said) one.hidden = one.dataset.howSaid !== chosen?.dataset.howNow;
  }

  for (const one of buttons) one.addEventListener("click", () => show(one));
  place.addEventListener("toggle", () => place.open || show(null));
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && show(null));
  window.addEventListener("pagehide", () => show(null));
  place.hidden = false;
}

document.querySelectorAll("[data-how]").forEach(bind);

/* The place of the invitation: what comes there comes into sight, and a keyboard that was in it does not begin at the top
   of the page again. */

import { seen } from "../seen.js";

export function inviting(place) {
  if (!place) return;
  let held = false;
  place.addEventListener("htmx:beforeSwap", () => (held = place.contains(document.activeElement)));
  place.addEventListener("htmx:afterSwap", () => {
    if (place.querySelector(".invite") && !seen(place)) window.location.hash = "line"; // on a tablet it may lie behind the guide
    if (held) document.querySelector("#line").focus({ preventScroll: true });
  });
}

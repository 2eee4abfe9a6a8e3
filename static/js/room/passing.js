/* What comes and goes by itself: once it was answered, the focus goes to what else waits there, or back to where it was
   before. So a keyboard does not begin at the top of the room again. */

import { seen } from "../seen.js";

const PASSING = "[data-signal-shown], [data-prompt], .moments-told";
let before = null;

document.addEventListener("focusin", ({ target }) => (before = target.closest(PASSING) ? before : target));

export function hide(place) {
  const held = place.contains(document.activeElement);
  place.hidden = true;
  if (!held) return;
  const next = [...place.closest(PASSING).querySelectorAll("button")].filter(seen).at(-1); // of a line: Seen
  const to = next ?? (seen(before) ? before : document.querySelector("main"));
  to.focus({ preventScroll: true });
}

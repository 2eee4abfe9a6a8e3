/* The room without a connection: the page that the browser kept. It knows nothing of her; it keeps, sealed, what is done
   here, and looks for the way back. */

import { Filling } from "./filling.js";
import { Keeping } from "./keeping.js";
import { Looking } from "./looking.js";

const place = document.querySelector("[data-away]");
const tongues = [...place.querySelectorAll("[data-tongue]")];
const buttons = [...place.querySelectorAll("[data-tongue-of]")];

/* How far the server's clock was ahead of this device's when the page was kept (timeline/shell.js). */
async function ahead() {
  const [room] = window.location.pathname.match(/^\/room\/[^/]+\//) ?? [""];
  const kept = await window.caches?.match(`${room}shell/`);
  return Number(kept?.headers.get("Attune-Ahead")) || 0;
}

function speak(code) {
  if (!tongues.some((one) => one.dataset.tongue === code)) return;
  for (const one of tongues) one.hidden = one.dataset.tongue !== code;
  for (const one of buttons) one.setAttribute("aria-pressed", String(one.dataset.tongueOf === code));
}

for (const one of buttons) one.addEventListener("click", () => speak(one.dataset.tongueOf));
speak(new URLSearchParams(window.location.search).get("language"));
const keeping = new Keeping(place, await ahead());
const filling = new Filling(place, keeping);
new Looking(place, keeping, () => filling.writes());

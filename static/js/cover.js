/* A cover laid over the whole page, above every dialog. What was written stays in the page: hidden, inert, and nowhere
   else; it comes back as it was. */

import { ready } from "./key.js";

let before = null; // what was hidden, and where the cursor stood

export function isCovered() {
  return before !== null;
}

export function cover(template) {
  if (before) return;
  const others = [...document.body.children].filter((each) => !each.hidden);
  before = { others, focus: document.activeElement };
  for (const each of others) [each.hidden, each.inert] = [true, true];
  const place = document.createElement("dialog");
  place.className = "cover";
  place.append(template.content.cloneNode(true), ...[...document.querySelectorAll("template[data-on-cover]")].map((one) => one.content.cloneNode(true)));
  place.addEventListener("cancel", (event) => event.preventDefault());
  place.addEventListener("close", () => before && place.showModal());
  document.body.append(place);
  ready(place);
  place.showModal(); // above every other dialog
}

export function uncover() {
  const { others, focus } = before;
  before = null;
  document.querySelector("dialog.cover").remove();
  for (const each of others) [each.hidden, each.inert] = [false, false];
  focus?.focus?.();
  document.dispatchEvent(new CustomEvent("attune:uncovered"));
}

/* Whatever stands on this page: nothing asks whether it may go. */
export function go() {
  document.documentElement.toggleAttribute("data-goes", true);
  window.location.reload();
}

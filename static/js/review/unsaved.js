/* Asks before a page with work that is kept nowhere is left. data-unsaved="now": from the start; "changed": once
   something was typed or chosen. The browser's own words are shown. */

import "./unkept.js";

const work = { form: document.querySelector("[data-unsaved]"), there: false };

export function worked() {
  work.there = true;
}

if (work.form?.dataset.unsaved === "now") worked();
work.form?.addEventListener("input", worked);
work.form?.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) work.there = false;
});

window.addEventListener("beforeunload", (event) => {
  if (work.there && !document.documentElement.hasAttribute("data-goes")) event.preventDefault(); // cover.js
});

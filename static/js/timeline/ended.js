/* Nothing that was drawn stays on a screen whose link has ended, nor in what its scripts go on holding. */

import { stays } from "./half.js";

const GONE = "[data-add], [data-distance], [data-to-more], [data-keepsake]";

/* A pause, the end, or the room closes her link in a moment: then her screen says which. */
export function closes({ element, say }, why) {
  say.wordsEnded = { pause: say.wordsPause, complete: say.wordsComplete, closed: say.wordsClosed, choice: say.wordsChoice }[why] ?? say.wordsThanks;
  for (const one of element.querySelectorAll("[data-ended-by]")) one.hidden = !one.dataset.endedBy.split(" ").includes(why);
}

export function ended({ element, part, words, store, undo, lost, asked, acts, review, sheets, editor, lists, shown, sentences, link }) {
  const held = words.hers || element.contains(document.activeElement); // not out of a note that is being written
  const unsent = "unsent" in document.documentElement.dataset; // what had not arrived goes with the page, and that is said
  const open = Boolean(sheets.all.form.open); // nor was what she was adding or changing kept
  const waits = stays(link, editor, open) && (open || unsent);
  store.end();
  undo.steps = [];
  lost.clear();
  asked.forget();
  sheets.closeAll();
  if (editor.form) editor.forget();
  acts.looked = review.now = null;
  lists.empty();
  shown.empty();
  sentences.end();
  for (const gone of document.querySelectorAll(GONE)) gone.remove();
  const more = [...element.querySelectorAll("[data-ended]")];
  for (const one of more) one.hidden = false;
  for (const one of element.querySelectorAll("[data-ended-unsent]")) one.hidden = !unsent || waits;
  for (const one of element.querySelectorAll("[data-ended-open]")) one.hidden = !open || waits;
  for (const one of element.querySelectorAll("[data-ended-half]")) one.hidden = !waits;
  for (const one of element.querySelectorAll("[data-ended-whole]")) one.hidden = unsent || open;
  const drawn = [...element.children];
  element.replaceChildren(part("mark"), part("notices"), ...more);
  for (const one of drawn) if (!one.isConnected) silence(one);
  if (held) part("notice-words").focus();
  if (words.hers) document.dispatchEvent(new CustomEvent("attune:forget"));
}

/* What has gone from the page keeps its parts, which a dialog that closes may still ask for, and no word. */
function silence(gone) {
  const words = document.createTreeWalker(gone, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) words.currentNode.data = "";
}

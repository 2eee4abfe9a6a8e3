/* What is selected in the text of a review, in code points. */

import { lengthOf } from "./text.js";

const turnOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("[data-turn]");

/* Gives the place of the selection within `element`, "apart" when it crosses turns, or null. */
export function selected(element) {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const turn = turnOf(range.startContainer);
  if (!turn || !element.contains(turn)) return null;
  const before = range.cloneRange();
  before.selectNodeContents(turn);
  before.setEnd(range.startContainer, range.startOffset);
  const words = range.toString();
  const trimmed = words.trim();
  if (!trimmed) return null;
  if (turn !== turnOf(range.endContainer)) return "apart";
  const start = Number(turn.dataset.turn) + lengthOf(before.toString()) + lengthOf(words) - lengthOf(words.trimStart());
  return [start, start + lengthOf(trimmed)];
}

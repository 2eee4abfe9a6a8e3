/* What lies along the ages: bars from one age to another, boxes around one, a period with ends that fade. */

import { make } from "./svg.js";

export function bar(from, to, { at, y, high }, attributes, least = 0) {
  const rect = make("rect", { x: at(from), y: y + 3, height: high, width: at(to - from), ...attributes });
  if (least) rect.style.width = `max(${least}px, ${at(to - from)})`;
  return rect;
}

/* A box of `wide` px with its middle at an age. */
export function middle(age, wide, { at }, attributes) {
  const rect = make("rect", { width: wide, ...attributes });
  rect.style.x = `calc(${at(age)} - ${wide / 2}px)`;
  return rect;
}

export function fade(which, { colour }, cloth) {
  return { class: "fading", fill: `url(#picture-${which}-${cloth ? "cloth" : colour})` };
}

/* What is sure is firm; where it may begin or end it fades. */
export function period({ thing, span: { begin, firm, until, end } }, box) {
  const cloth = thing.shape === "cloth";
  const fill = cloth ? { class: "cloth", fill: "url(#picture-cloth)" } : { class: "period" };
  const made = [];
  if (firm > begin) made.push(bar(begin, firm, box, fade("in", box, cloth)));
  if (end > until) made.push(bar(until, end, box, fade("out", box, cloth)));
  const low = box.y + box.high + 1.5;
  if (until > firm || made.length === 0) made.push(bar(firm, until, box, { ...fill, rx: made.length ? 2 : 6 }, until - firm < 3 ? 12 : 0));
  if (!cloth && until > firm) made.push(make("line", { class: "firm", x1: box.at(firm), x2: box.at(until), y1: low, y2: low }));
  return made;
}

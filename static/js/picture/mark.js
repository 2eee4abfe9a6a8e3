/* One thing as shapes. Ages are per cent of the life, so that another scale touches nothing of it; sizes are px. */

import { SIZE, markOf } from "./layout.js";
import { make } from "./svg.js";

/* Gives the parts of a thing; `row` is its height, `draw` holds years, size, near and the address of the shapes. */
export function parts(item, row, draw) {
  const at = (age) => `${+((age / draw.years) * 100).toFixed(3)}%`;
  const box = { row, high: row - 6, size: draw.size, at, colour: item.band.lane.colour, shapes: draw.shapes };
  const { thing } = item;
  if (thing.shape === "feelings") return [stroke(thing, item.band.stroke, draw)];
  const made = markOf(thing) ? moment(item, box) : period(item, box);
  if (draw.near) made.push(...words(item, box));
  if (thing.cover && thing.cover !== "none" && thing.shape !== "cloth") made.push(hem(item, box));
  return made;
}

function bar(from, to, { at, high }, attributes, least = 0) {
  const rect = make("rect", { x: at(from), y: 3, height: high, width: at(to - from), ...attributes });
  if (least) rect.style.width = `max(${least}px, ${at(to - from)})`;
  return rect;
}

/* What is sure is firm; where it may begin or end it fades. */
function period({ thing, span: { begin, firm, until, end } }, box) {
  const cloth = thing.shape === "cloth";
  const fill = cloth ? { class: "cloth", fill: "url(#picture-cloth)" } : { class: "period" };
  const made = [];
  if (firm > begin) made.push(bar(begin, firm, box, fade("in", box, cloth)));
  if (end > until) made.push(bar(until, end, box, fade("out", box, cloth)));
  if (until > firm || made.length === 0) made.push(bar(firm, until, box, { ...fill, rx: made.length ? 2 : 6 }, 12));
  if (!cloth && until > firm) made.push(make("line", { class: "firm", x1: box.at(firm), x2: box.at(until), y1: box.high + 1.5, y2: box.high + 1.5 }));
  return made;
}

function fade(which, { colour }, cloth) {
  return { class: "fading", fill: `url(#picture-${which}-${cloth ? "cloth" : colour})` };
}

function moment({ thing, span: { begin, firm, end } }, box) {
  const made = [];
  if (end > begin) {
    const soft = { class: "fading", y: box.row / 2 - 7 * box.size, height: 14 * box.size };
    made.push(bar(begin, firm, box, { ...fade("in", box), ...soft }), bar(firm, end, box, { ...fade("out", box), ...soft }));
  }
  const wide = Math.min(markOf(thing) * box.size, box.high);
  const place = { x: box.at(firm), width: wide, height: wide, transform: `translate(${-wide / 2} ${(box.row - wide) / 2})` };
  if (thing.shape === "cloth") made.push(make("rect", { class: "cloth", fill: "url(#picture-cloth)", rx: 3, ...place }));
  else if (thing.shape === "figure") made.push(...figure(thing, place, box));
  else made.push(make("use", { class: "moment", href: `${box.shapes}#${thing.symbol || `shape-${box.colour}`}`, ...place }));
  return made;
}

/* Near is large, far is small and pale, glass lies before what is behind it. */
function figure({ symbol, near }, place, { shapes }) {
  const made = [make("use", { class: `figure figure-${near || "near"}`, href: `${shapes}#${symbol || "figure"}`, ...place })];
  if (near === "glass") made.push(make("rect", { class: "glass", rx: 4, ...place }), make("use", { class: "glint", href: `${shapes}#glint`, ...place }));
  return made;
}

function words({ thing, words: said, span: { begin, firm, end }, inside }, box) {
  const made = [];
  const mark = markOf(thing) * box.size;
  const x = mark ? box.at(firm) : box.at(inside ? begin : end);
  let beside = mark ? mark / 2 + 6 : inside ? 10 : 6;
  if (thing.symbol && !mark) {
    const wide = SIZE.symbol * box.size;
    const place = { x, width: wide, height: wide, transform: `translate(${beside} ${(box.row - wide) / 2})` };
    made.push(make("use", { class: "symbol", href: `${box.shapes}#${thing.symbol}`, ...place }));
    beside += wide + 4;
  }
  if (said) made.push(make("text", { class: "words-of-hers", x, dx: beside, y: box.row / 2 + 5.5 * box.size }, said));
  return made;
}

/* A woven edge on what only she sees. */
function hem({ thing, span: { begin, firm, end } }, box) {
  const mark = markOf(thing) * box.size;
  const low = { class: "hem", fill: "url(#picture-cloth)", y: box.high - 3, height: 7 };
  if (!mark) return bar(begin, end, box, low, 12);
  return make("rect", { ...low, x: box.at(firm), width: mark, transform: `translate(${-mark / 2} 0)` });
}

/* As it was told: straight from point to point. */
export function stroke({ points }, height, { years }) {
  const told = points.length === 1 ? [points[0], points[0]] : points;
  const line = told.map(([age, height]) => `${age},${100 - height}`).join(" ");
  const frame = { width: "100%", height, viewBox: `0 -12 ${years} 224`, preserveAspectRatio: "none", overflow: "visible" };
  return make("svg", frame, make("polyline", { class: "feelings", points: line, "vector-effect": "non-scaling-stroke" }));
}

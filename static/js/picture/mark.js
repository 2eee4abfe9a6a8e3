/* One thing as shapes. Ages are per cent of the life, so that another scale touches nothing of it; sizes are px. Nothing here
   has a transform of its own: each would be weighed in every frame in which the picture moves. */

import { bar, fade, middle, period } from "./bars.js";
import { SIZE, markOf } from "./layout.js";
import { stroke } from "./stroke.js";
import { make } from "./svg.js";

/* Gives the parts of a thing whose row begins at `y` and is `row` high; `draw` holds years, size, near and the marks. */
export function parts(item, y, row, draw) {
  const at = (age) => `${+((age / draw.years) * 100).toFixed(3)}%`;
  const box = { y, row, high: row - 6, size: draw.size, at, colour: item.band.lane.colour, marks: draw.marks };
  const { thing } = item;
  if (thing.shape === "feelings") return [stroke(thing, y, item.band.stroke, draw)];
  const made = markOf(thing) ? moment(item, box) : period(item, box);
  if (draw.near) made.push(...words(item, box));
  if (thing.cover && thing.cover !== "none" && thing.shape !== "cloth") made.push(hem(item, box));
  return made;
}

function moment({ thing, span: { begin, firm, end } }, box) {
  const made = [];
  if (end > begin) {
    const soft = { class: "fading", y: box.y + box.row / 2 - 7 * box.size, height: 14 * box.size };
    made.push(bar(begin, firm, box, { ...fade("in", box), ...soft }), bar(firm, end, box, { ...fade("out", box), ...soft }));
  }
  const wide = Math.min(markOf(thing) * box.size, box.high);
  const around = { y: box.y + (box.row - wide) / 2, height: wide };
  if (thing.shape === "cloth") return [...made, middle(firm, wide, box, { class: "cloth", fill: "url(#picture-cloth)", rx: 3, ...around })];
  made.push(middle(firm, wide, box, { class: "touch", ...around }));
  if (thing.shape === "moment") made.push(mark("moment", thing.symbol || `shape-${box.colour}`, firm, 0, wide, box));
  else made.push(...figure(thing, firm, wide, around, box));
  return made;
}

/* A line without length that carries a mark. */
function mark(name, symbol, age, beside, wide, { at, y, row, colour, marks }) {
  const place = { x1: at(age), x2: at(age), y1: y + row / 2, y2: y + row / 2 };
  return make("line", { class: name, ...place, "marker-start": marks.url(symbol, colour, wide, name, beside) });
}

/* Near is large, far is small and pale, glass lies before what is behind it. */
function figure({ symbol, near }, age, wide, around, box) {
  const made = [mark(`figure figure-${near || "near"}`, symbol || "figure", age, 0, wide, box)];
  if (near !== "glass") return made;
  return [...made, middle(age, wide, box, { class: "glass", rx: 4, ...around }), mark("glint", "glint", age, 0, wide, box)];
}

function words({ thing, words: said, span: { begin, firm, end }, inside }, box) {
  const made = [];
  const wide = markOf(thing) * box.size;
  const age = wide ? firm : inside ? begin : end;
  let beside = wide ? wide / 2 + 6 : inside ? 10 : 6;
  if (thing.symbol && !wide) {
    made.push(mark("symbol", thing.symbol, age, beside + (SIZE.symbol / 2) * box.size, SIZE.symbol * box.size, box));
    beside += SIZE.symbol * box.size + 4;
  }
  if (said) made.push(make("text", { class: "words-of-hers", x: box.at(age), dx: beside, y: box.y + box.row / 2 + 5.5 * box.size }, said));
  return made;
}

/* A woven edge on what only she sees. */
function hem({ thing, span: { begin, firm, end } }, box) {
  const wide = markOf(thing) * box.size;
  const low = { class: "hem", fill: "url(#picture-cloth)", y: box.y + box.high - 3, height: 7 };
  return wide ? middle(firm, wide, box, low) : bar(begin, end, box, low, 12);
}

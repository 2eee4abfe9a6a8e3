/* Which thing lies in which lane and row. Sizes are px at text of 16 px; `size` says how large text is. */

import { span } from "./span.js";
import { stack } from "./stack.js";

export const SIZE = { mark: 22, figure: 34, far: 24, symbol: 20, letter: 8.8, name: 26, gap: 10, stroke: 96, low: 64, least: 24, row: 48 };
const MOST_LETTERS = 24;

export function short(label, most = MOST_LETTERS) {
  const letters = [...label];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : label;
}

/* Gives {bands, shelf, years}: bands have `lane`, `rows`, `strokes` and `items`; an item has `thing`, `span`, `row`, `words`. */
export function arrange(things, lanes, { near, year, size, now = 0 }) {
  const bands = lanes.filter((lane) => !lane.hidden).map((lane) => ({ lane, items: [], strokes: lane.topic === "feelings" }));
  const of = new Map(bands.map((band) => [band.lane.id, band]));
  const shelf = [];
  let last = now ?? 0;
  for (const thing of things) {
    const band = of.get(thing.lane);
    if (!band) continue;
    const item = { key: thing.id, thing, band, row: 0, span: span(thing), words: near ? short(thing.label ?? "") : "" };
    if (!item.span) {
      shelf.push(item);
      continue;
    }
    last = Math.max(last, item.span.end);
    band.items.push(item);
    if (thing.shape === "feelings") band.strokes = true;
  }
  for (const band of bands) band.rows = rows(band, { near, year, size });
  return { bands, shelf, years: Math.max(30, Math.ceil((last + 1) / 10) * 10) };
}

function rows(band, scale) {
  const lying = band.items.filter(({ thing }) => thing.shape !== "feelings");
  for (const item of lying) Object.assign(item, reach(item, scale));
  lying.sort((one, other) => one.from - other.from);
  return lying.length || !band.strokes ? stack(lying) : 0;
}

/* How far a thing reaches with its mark and its words, in years, and whether the words fit into it. */
function reach({ thing, span: { begin, firm, until, end }, words }, { near, year, size }) {
  const mark = markOf(thing) * size;
  const symbol = thing.symbol && !mark && near ? SIZE.symbol + 4 : 0;
  const length = words || symbol ? (words.length * SIZE.letter + symbol + 12) * size : 0;
  if (mark) {
    const middle = (firm + until) / 2;
    const half = (mark / 2 + 3) / year;
    return { from: Math.min(begin, middle - half), to: Math.max(end, middle + half + length / year), inside: false };
  }
  const least = Math.max(end, begin + 14 / year);
  const inside = length > 0 && length + 8 * size <= (end - begin) * year;
  return { from: begin, to: (inside ? least : least + length / year) + 2 / year, inside };
}

/* Gives the width of the mark of a thing that has one place; 0 for what has a length. */
export function markOf({ shape, near, to }) {
  if (shape === "figure") return near === "near" ? SIZE.figure : near === "far" ? SIZE.far : 28;
  return shape === "moment" || (shape === "cloth" && !to) ? SIZE.mark : 0;
}

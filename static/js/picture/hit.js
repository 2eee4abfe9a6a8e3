/* Which thing a finger means: what it touches, or what lies nearest within half of a fingertip. */

import { itemOf, placeOf } from "./places.js";

const FINGER = 22; // px
const HANDLE = 14; // px at an end that can be taken by itself
const ROOM = 56; // px that a period must have for that

/* Gives {item, end}: `end` is "from" or "to" when an end was meant, otherwise "". Null where nothing lies. */
export function hit(picture, event) {
  const id = event.target.closest?.("[data-id]")?.dataset.id;
  const place = placeOf(picture, event);
  const item = id ? itemOf(picture, id) : place && nearest(picture, place);
  return item ? { item, end: place ? endOf(picture.view, item, place.x) : "" } : null;
}

/* The same for a hand that holds it for a while: {key, end}, never its words, which may be covered meanwhile. */
export function held(picture, event) {
  const found = hit(picture, event);
  return found && { key: found.item.key, end: found.end };
}

function nearest({ view }, { band, x, y }) {
  let best = null;
  let least = FINGER;
  for (const item of band.items) {
    const stroke = item.thing.shape === "feelings";
    const from = stroke ? band.first : band.first + band.stroke + item.row * band.row;
    const high = stroke ? band.stroke : band.row;
    const beside = Math.max(0, view.x(item.span.begin) - x, x - view.x(item.span.end));
    const above = Math.max(0, from - y, y - from - high);
    const far = Math.hypot(beside, above * 4); // another row is another thing
    if (far < least) [best, least] = [item, far];
  }
  return best;
}

function endOf(view, { thing, span }, x) {
  if (!span || thing.shape !== "period") return "";
  const [from, to] = [view.x(span.begin), view.x(span.end)];
  if (to - from < ROOM) return "";
  if (thing.from && Math.abs(x - from) < HANDLE) return "from";
  return thing.to && Math.abs(x - to) < HANDLE ? "to" : "";
}

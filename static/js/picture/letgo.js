/* What a thing that is dragged would be if it were let go at a place. */

import { shifted, stretched } from "./span.js";

const FINE = 60; // px of a year from which half years are meant

/* Gives its lane and time in a lane; `side` is the end that is dragged by itself, `began` the age where the hand took it. */
export function inLane({ view, size }, { item: { thing, span }, side, began }, { band, age }) {
  const fine = view.year >= FINE * size ? 2 : 1;
  const whole = (years) => Math.round(years * fine) / fine;
  if (!span) return { lane: band.lane.id, from: [whole(age), whole(age)], to: undefined };
  const by = whole(age - began);
  if (side) return { lane: thing.lane, ...stretched(thing, side, by) };
  return { lane: band.lane.id, ...shifted(thing, by) };
}

/* Over the shelf it has no time again; elsewhere, nothing (null). */
export function onShelf({ shelf }, { item: { thing }, side }, { clientY }) {
  const box = shelf.box.getBoundingClientRect();
  const on = clientY >= box.top && clientY <= box.bottom && !side;
  return on ? { lane: thing.lane, from: undefined, to: undefined } : null;
}

/* Says whether it would lie otherwise than a thing lies. */
export function differs(told, thing) {
  return ["lane", "from", "to"].some((name) => JSON.stringify(told[name] ?? null) !== JSON.stringify(thing[name] ?? null));
}

/* Gives the first and the last age that are known of it; null for none. */
export function outer(told) {
  const known = (age) => age !== null && age !== undefined;
  return [told?.from?.find(known) ?? null, told?.to?.findLast(known) ?? null];
}

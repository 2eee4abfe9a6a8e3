/* What is sure of the time of a thing and what is not. Ages in years, as clients hear them: `from` and `to` are
   [earliest, latest], an open side is null, an end that is not known is absent. */

export const SOFT = 4; // years over which an open or unknown end runs out
const OLDEST = 120;

/* Gives {begin, firm, until, end}: it may begin at `begin`, is sure from `firm` to `until`, may go on to `end`.
   Null without any time. */
export function span({ shape, from, to, points }) {
  if (points?.length) return whole(points[0][0], points[0][0], points.at(-1)[0], points.at(-1)[0]);
  if (!known(from) && !known(to)) return null;
  if (shape === "moment" || (!known(to) && shape !== "period")) return point(from ?? to);
  return period(from ?? [], to ?? []);
}

function known(end) {
  return Boolean(end) && (end[0] !== null || end[1] !== null);
}

/* One place in time: it lies in the middle of what she said. */
function point([first = null, last = null]) {
  const [begin, end] = [first ?? last - SOFT, last ?? first + SOFT];
  const middle = first === null ? last : last === null ? first : (first + last) / 2;
  return whole(begin, middle, middle, end);
}

function period([a = null, b = null], [c = null, d = null]) {
  const [anyStart, anyEnd] = [a ?? b, d ?? c];
  const begin = a ?? (b ?? c ?? d) - SOFT;
  const firm = b ?? (a === null ? (c ?? d) : Math.min(a + SOFT, c ?? d ?? a + SOFT));
  const end = d ?? (c ?? b ?? a) + SOFT;
  const until = c ?? (d === null ? firm : Math.max(firm, d - SOFT));
  if (anyStart === null) return whole(begin, Math.min(firm, until), until, end);
  if (anyEnd === null) return whole(begin, firm, Math.max(firm, until), end);
  if (firm <= until) return whole(begin, firm, until, end);
  const middle = Math.min(end, Math.max(begin, (firm + until) / 2)); // the two doubts meet
  return whole(begin, middle, middle, end);
}

function whole(...ages) {
  const [begin, firm, until, end] = ages.map((age) => Math.min(OLDEST, Math.max(0, age)));
  return { begin, firm, until, end };
}

/* Give a time moved by some years: the width of a doubt stays, nothing leaves 0 to 120. */
export function shifted(thing, years) {
  const ages = [...(thing.from ?? []), ...(thing.to ?? [])].filter((age) => age !== null);
  const by = Math.min(OLDEST - Math.max(...ages), Math.max(-Math.min(...ages), years));
  return { from: moved(thing.from, by), to: moved(thing.to, by) };
}

/* One end moved alone: it stops where it would pass the other one. */
export function stretched(thing, end, years) {
  const { from, to } = thing;
  if (end === "from") return { from: moved(from, between(years, -least(from), least(to ?? [OLDEST]) - most(from))), to };
  return { from, to: moved(to, between(years, most(from ?? [0]) - least(to), OLDEST - most(to))) };
}

function moved(end, by) {
  return end?.map((age) => (age === null ? null : Math.round((age + by) * 10) / 10));
}

function between(value, low, high) {
  return Math.max(Math.min(value, high), Math.min(low, high));
}

function least([first, last = null]) {
  return first ?? last;
}

function most([first, last = null]) {
  return last ?? first;
}

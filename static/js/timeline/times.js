/* Where a thing lies in a life: its two ends as [earliest, latest] in years, from an operation and back. */

/* Gives the thing that an operation places, as the server would say it. */
export function placed({ id: _id, kind: _kind, target, from_age, from_age_latest, to_age, to_age_latest, ...told }, sequence) {
  const thing = { ...told, id: target, sequence };
  const [from, to] = [end(from_age, from_age_latest), end(to_age, to_age_latest)];
  if (from) thing.from = from;
  if (to) thing.to = to;
  return thing;
}

function end(age, latest) {
  const [first, last] = [known(age), latest === "open" ? null : known(latest)];
  if (first === null && last === null) return null;
  return [first, last === null && latest !== "open" ? first : last];
}

function known(age) {
  return age === undefined || age === null || age === "" ? null : Number(age);
}

/* Gives the operation that places a thing as it is. */
export function put(thing) {
  const { id, lane, shape, when = "", relation, related, label = "", symbol = "", near, points } = thing;
  const other = Object.fromEntries(Object.entries({ relation, related, near, points }).filter(([, value]) => value));
  return { kind: "put", target: id, lane, shape, ...said("from", thing.from), ...said("to", thing.to), when, label, symbol, ...other };
}

function said(name, [first, last] = [null, null]) {
  if (first === null && last === null) return {};
  if (first === last) return { [`${name}_age`]: first };
  if (first === null) return { [`${name}_age_latest`]: last };
  return { [`${name}_age`]: first, [`${name}_age_latest`]: last ?? "open" };
}

/* Give the earliest and the latest age that is known of a thing; what has no time yet comes last in a list. */
export function first({ from, to, points }) {
  return points?.[0][0] ?? from?.[0] ?? from?.[1] ?? to?.[0] ?? to?.[1] ?? Infinity;
}

export function last({ from, to, points }) {
  return points?.at(-1)[0] ?? to?.[1] ?? to?.[0] ?? from?.[1] ?? from?.[0] ?? Infinity;
}

/* Says whether a thing has a place on the line; else it lies on the shelf. */
export function timed(thing) {
  return Number.isFinite(first(thing));
}

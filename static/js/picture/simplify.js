/* A drawn line with fewer points: what bends least goes first (Visvalingam and Whyatt, 1993). */

const MOST = 64; // points of a stroke: docs/live-protocol.md

/* Gives at most `most` points by age, ages to a tenth, heights whole from -100 to 100; an age is there once. */
export function simplify(points, most = MOST) {
  const tidy = new Map();
  for (const [age, height] of points) tidy.set(Math.round(age * 10) / 10, Math.round(Math.min(100, Math.max(-100, height))));
  const kept = [...tidy].sort(([one], [other]) => one - other);
  while (kept.length > 2) {
    const bends = kept.slice(1, -1).map((_, at) => area(kept[at], kept[at + 1], kept[at + 2]));
    const least = Math.min(...bends);
    if (kept.length <= most && least >= 1) break;
    kept.splice(bends.indexOf(least) + 1, 1);
  }
  return kept;
}

/* Of a triangle, in years times hundredths of the height. */
function area([ax, ay], [bx, by], [cx, cy]) {
  return Math.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2;
}

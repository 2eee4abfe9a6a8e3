/* A part of the feelings line. */

import { make } from "./svg.js";

/* As it was told: straight from point to point. */
export function stroke({ points }, y, height, { years }) {
  const told = points.length === 1 ? [points[0], points[0]] : points;
  const line = told.map(([age, up]) => `${age},${100 - up}`).join(" ");
  const frame = { y, width: "100%", height, viewBox: `0 -12 ${years} 224`, preserveAspectRatio: "none", overflow: "visible" };
  return make("svg", frame, make("polyline", { class: "feelings", points: line, "vector-effect": "non-scaling-stroke" }));
}

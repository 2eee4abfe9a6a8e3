/* How high the lanes are, and where in them a thing lies, in px. */

import { SIZE } from "./layout.js";

/* Sets `y` and `height` of each band, in px, and gives the height of them all. Far, a whole life fits into `room`. */
export function heights(bands, { near, size, room }) {
  const line = near ? SIZE.stroke : SIZE.low;
  const fixed = bands.reduce((sum, { strokes }) => sum + (SIZE.name + SIZE.gap + (strokes ? line : 0)) * size, 0);
  const rows = bands.reduce((sum, band) => sum + band.rows, 0);
  const most = SIZE.row * Math.max(1, size);
  const row = near ? most : Math.min(most, Math.max(SIZE.least, (room - fixed) / rows));
  let y = 0;
  for (const band of bands) {
    const strokes = band.strokes ? line * size : 0;
    Object.assign(band, { y, first: y + SIZE.name * size, stroke: strokes, row });
    band.height = SIZE.name * size + strokes + band.rows * row + SIZE.gap * size;
    y += band.height;
  }
  return y;
}

/* Gives the top of the row in which a thing lies; strokes lie in the first part of their lane. */
export function top({ thing, band, row }) {
  return thing.shape === "feelings" ? band.first : band.first + band.stroke + row * band.row;
}

/* Rows in which nothing lies over another thing. Computed when things change, never when the window moves. */

/* `items` have `from` and `to` and come by `from`. Sets `row` on each and gives the number of rows, at least one. */
export function stack(items) {
  const ends = [];
  for (const item of items) {
    let row = 0;
    while (row < ends.length && ends[row] > item.from) row += 1;
    ends[row] = item.to;
    item.row = row;
  }
  return Math.max(1, ends.length);
}

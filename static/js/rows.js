/* Arrow keys go from row to row of a table marked data-rows, staying in the column; Home and End to the ends.
   Without it, Tab goes from cell to cell as everywhere. */

const STEPS = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };

function inColumn(row, column) {
  return row.cells[Math.min(column, row.cells.length - 1)]?.querySelector("summary, a, button");
}

function next(rows, from, step, column) {
  if (Number.isFinite(step)) {
    for (let at = from + step; rows[at]; at += step) if (inColumn(rows[at], column)) return inColumn(rows[at], column);
    return null;
  }
  const order = step < 0 ? rows : [...rows].reverse();
  return order.map((row) => inColumn(row, column)).find(Boolean);
}

for (const table of document.querySelectorAll("[data-rows]")) {
  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td, th");
    const step = STEPS[event.key];
    if (!cell || step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const rows = [...table.tBodies[0].rows];
    const there = next(rows, rows.indexOf(cell.parentElement), step, cell.cellIndex);
    if (!there) return;
    event.preventDefault();
    there.focus();
  });
  table.addEventListener("focusin", (event) => {
    for (const row of table.tBodies[0].rows) {
      if (row.contains(event.target)) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    };
  });
}

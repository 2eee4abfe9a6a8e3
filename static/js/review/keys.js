/* The keys of a review: one for each choice; in a field only Enter and Escape. */

const KEYS = {
  j: "next", ArrowRight: "next", ArrowDown: "next", k: "before", ArrowLeft: "before", ArrowUp: "before", n: "left",
  r: "replace", Enter: "replace", s: "stays", e: "word-field", c: "kind-field", a: "same", x: "drop", u: "undo", m: "mark", w: "every-field",
};

/* Gives what a key means: a choice, "back" from a field, or null when it is the page's own. */
export function meaning(event, panel) {
  if (event.ctrlKey || event.metaKey || event.altKey || !event.target.closest(".review")) return null;
  if (event.target.closest("input, select, textarea")) return inField(event, panel);
  if (event.key === "Enter" && event.target.closest("button, summary")) return null;
  return /^[1-6]$/.test(event.key) ? `word ${event.key - 1}` : (KEYS[event.key] ?? null);
}

function inField({ key, target }, panel) {
  if (key === "Escape") return "back";
  if (key !== "Enter" || target === panel.kind) return null;
  return target === panel.every ? "every" : "replace";
}

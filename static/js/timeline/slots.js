/* Fills the slots of a part of the page with words; what is not said stays empty. */
export function fill(part, words) {
  for (const slot of part.querySelectorAll("[data-slot]")) {
    const said = words[slot.dataset.slot] ?? "";
    if (slot.textContent !== said) slot.textContent = said;
  }
}

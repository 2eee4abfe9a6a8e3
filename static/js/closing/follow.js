/* What stands on this page of her things besides the board follows the board: what was covered or taken away leaves the
   choice of a paper and of a calm place at once, what was said otherwise stands there as it is said now. */

/* Words that were changed here, for the paper alone, stay. */
function fieldFollows(field, words) {
  if (!field || field.defaultValue === words) return false;
  if (field.value === field.defaultValue) field.value = words;
  field.defaultValue = words;
  return true;
}

function rowFollows(row, { name, words, when }) {
  const names = [...row.querySelectorAll("[data-name]")].filter((one) => one.textContent !== name);
  for (const one of names) one.textContent = name;
  const [label, time] = ["words", "when"].map((kind) => row.querySelector(`input[name^=${kind}-]`));
  return [fieldFollows(label, words), fieldFollows(time, when)].includes(true) || names.length > 0;
}

/* Whoever wrote in a row that goes goes on at the beginning of the paper. */
function remove(row, paper) {
  const held = row.contains(document.activeElement);
  row.remove();
  if (held) paper.querySelector("[tabindex]")?.focus({ preventScroll: true });
}

function paperFollows(paper, told) {
  document.addEventListener("attune:drawn", ({ detail: things }) => {
    let other = false;
    for (const row of paper.querySelectorAll("[data-thing]")) {
      const thing = things.get(row.dataset.thing);
      if (!thing) remove(row, paper);
      other = !thing || rowFollows(row, thing) || other;
    }
    if (other) told.textContent = told.dataset.wordsChanged;
  });
  document.addEventListener("htmx:afterSettle", ({ target }) => {
    if (target !== paper) return;
    told.textContent = "";
    paper.querySelector("[tabindex]")?.focus();
  });
}

/* An open list of choices closes when it is filled anew: only when it has to be. */
function placeFollows(select) {
  document.addEventListener("attune:drawn", ({ detail: things }) => {
    const places = [...things].filter(([, { lane }]) => lane).map(([id, { lane, name }]) => new Option(`${lane}: ${name}`, id));
    const now = [...select.options].slice(1);
    const stands = ({ value, text }) => now.some((one) => one.value === value && one.text === text);
    if (now.length === places.length && places.every(stands)) return;
    const chosen = select.value;
    select.replaceChildren(select.options[0], ...places);
    select.value = places.some(({ value }) => value === chosen) ? chosen : "";
  });
}

export function follow() {
  const [paper, told] = [document.querySelector("#keepsake"), document.querySelector("[data-paper-told]")];
  const select = document.querySelector("select[name=calm_place]");
  if (paper) paperFollows(paper, told);
  if (select) placeFollows(select);
}

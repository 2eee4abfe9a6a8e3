/* What stands on this page of her things besides the board follows the board, so that what was covered, taken away or said
   otherwise stands nowhere any longer: the choice of a paper closes, a calm place is offered as the board has it. */

const copies = (place) => [...place.childNodes].map((one) => one.cloneNode(true));

/* Whether every thing that the paper was offered with is still as it was. */
function isAsItWas(paper, things) {
  return [...paper.querySelectorAll("[data-thing]")].every(({ dataset: { thing, name, when } }) => {
    const now = things.get(thing);
    return now?.name === name && now.when === when;
  });
}

function paperFollows(paper) {
  const offered = copies(paper);
  document.addEventListener("attune:drawn", ({ detail: things }) => {
    if (isAsItWas(paper, things)) return;
    paper.replaceChildren(...offered.map((one) => one.cloneNode(true)));
    window.htmx.process(paper);
    paper.querySelector("[data-paper-told]").textContent = paper.dataset.wordsChanged;
  });
  document.addEventListener("htmx:afterSettle", ({ target }) => target === paper && paper.querySelector("[tabindex]")?.focus());
}

function placeFollows(select) {
  document.addEventListener("attune:drawn", ({ detail: things }) => {
    const chosen = select.value;
    const places = [...things].map(([id, { lane, name }]) => new Option(`${lane}: ${name}`, id));
    select.replaceChildren(select.options[0], ...places);
    select.value = things.has(chosen) ? chosen : "";
  });
}

export function follow() {
  const [paper, select] = [document.querySelector("#keepsake"), document.querySelector("select[name=calm_place]")];
  if (paper) paperFollows(paper);
  if (select) placeFollows(select);
}

/* A word that may stand in place of what is marked, with the number of its key. */

export function offer(word, place) {
  const button = document.createElement("button");
  const key = document.createElement("kbd");
  key.textContent = place + 1;
  button.type = "button";
  button.className = "choice";
  button.dataset.do = `word ${place}`;
  button.append(`[${word}] `, key);
  return button;
}

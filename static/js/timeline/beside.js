/* A page of hers beside the board (data-beside): what she says without words goes on from here, and is answered here. It
   draws nothing and remembers nothing of what it hears. When the link has ended, nothing of the page stays but that. */

import { forget } from "./kept.js";
import { Link } from "./link.js";

const SCOPE = "/j/";

const nothing = () => undefined;

function bind(place) {
  const { dataset } = place;
  const waits = document.querySelector("[data-beside-waits]"); // gone from the page, should the link end before the device answers
  const title = document.createElement("h1");
  let last = 0;
  title.textContent = dataset.wordsEnded;

  function closes(why) {
    title.textContent = { pause: dataset.wordsPause, complete: dataset.wordsComplete, closed: dataset.wordsClosed, choice: dataset.wordsChoice }[why] ?? dataset.wordsThanks;
    for (const one of place.querySelectorAll("[data-ended-by]")) one.hidden = !one.dataset.endedBy.split(" ").includes(why);
  }

  function ended() {
    const more = place.querySelector("[data-ended]");
    more.hidden = false;
    document.querySelector("main").replaceChildren(title, more);
    title.tabIndex = -1;
    title.focus();
    forget(SCOPE);
  }

  const link = new Link(dataset, {
    last: () => last,
    state: ({ sequence }) => (last = sequence) !== null,
    ack: nothing,
    refused: nothing,
    mark: nothing,
    closes,
    ended,
  });
  link.waits.kept.waiting().then((letters) => (waits.hidden = !letters.length));
  document.addEventListener("attune:leave", (event) => {
    link.leave();
    event.detail?.until?.push(forget(SCOPE));
  });
  link.connect();
}

for (const one of document.querySelectorAll("[data-beside]")) bind(one);

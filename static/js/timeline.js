/* The live board: lists and picture drawn from what the server has committed and what is still on its way.
   Without this script the page shows lists and forms. Memory only; leaving the page drops all of it. */

import { Editor } from "./timeline/edit.js";
import { Link } from "./timeline/link.js";
import { Lists } from "./timeline/list.js";
import { Picture } from "./timeline/picture.js";
import { Store, placed, uuid } from "./timeline/store.js";

function bind(board) {
  const say = board.dataset;
  const part = (name) => board.querySelector(`[data-${name}]`);
  const store = new Store();
  const lists = new Lists(board, { change, away });
  const picture = new Picture(part("picture"), say.shapes, lists.names(), { look, add });
  const editor = new Editor(board, lists, operate);
  const link = new Link(say, {
    last: () => store.last,
    state: (state) => told(store.take(state)),
    ack,
    refused,
    mark,
    ended,
    device: () => document.dispatchEvent(new CustomEvent("attune:device")),
  });
  let near = false;

  function draw() {
    const things = store.shown();
    lists.draw(things, store.begun || store.waiting.size > 0);
    picture.draw(things, store.lanes, near, store.life);
  }

  function ack(said) {
    store.acknowledge(said);
    if (!near && said.kind === "put") part("far").textContent = say.wordsKeptFar;
  }

  function operate(operation) {
    const whole = { id: uuid(), ...operation };
    store.send(whole);
    link.send(whole);
    if (!near) part("far").textContent = say.wordsFar; // "kept" is said of what is kept
    draw();
  }

  function told(news) {
    if (news === null) return false;
    const words = { added: say.wordsAdded, changed: say.wordsChanged, away: say.wordsAway };
    if (news.length) part("told").textContent = words[news.at(-1)];
    draw();
    return true;
  }

  function refused({ id, code, words }) {
    const operation = store.refuse(id);
    draw();
    if (operation?.kind === "put" && (code === "unusable" || code === "name noticed")) editor.edit(placed(operation), words);
    else notice(operation?.label ? `${words} “${operation.label}”` : words);
  }

  function notice(words) {
    part("notice").textContent = words;
    part("notice").hidden = !words;
  }

  /* What is not with the server yet goes when the page is left: on her screen that is said beforehand. */
  function mark(waiting, unsent) {
    const words = waiting ? [say.wordsWaiting, unsent && say.wordsLeaving].filter(Boolean).join(" ") : say.wordsKept;
    if (part("mark").textContent !== words) part("mark").textContent = words;
    part("mark").classList.toggle("kept", !waiting);
  }

  /* Nothing that was drawn stays on a screen whose link has ended. */
  function ended() {
    store.end();
    for (const dialog of board.querySelectorAll("dialog[open]")) dialog.close();
    lists.draw([], true);
    picture.draw([], store.lanes, near);
    part("mark").textContent = part("far").textContent = "";
    notice(say.wordsEnded);
    for (const gone of document.querySelectorAll("[data-add], [data-distance], [data-picture], [data-lists], .board-list")) gone.hidden = true;
  }

  /* A tap on an empty place of a lane: the form with that lane and that age, still to be changed. */
  function add(values) {
    if (!("resting" in say) && !link.over) editor.add(values);
  }

  function look(id) {
    const thing = store.shown().find((one) => one.id === id);
    if (thing) editor.look(thing);
  }

  function change(id) {
    const thing = store.shown().find((one) => one.id === id);
    if (thing) editor.edit(thing);
  }

  function away(id) {
    const thing = store.shown().find((one) => one.id === id);
    if (thing) editor.away(thing);
  }

  function distance(isNear) {
    near = isNear;
    board.dataset.view = near ? "near" : "far";
    for (const button of document.querySelectorAll("[data-distance]")) {
      button.textContent = near ? say.wordsHide : say.wordsShow;
      button.hidden = false;
    }
    part("far").textContent = near ? "" : say.wordsFar;
    draw();
  }

  for (const button of document.querySelectorAll("[data-add]")) {
    button.hidden = false;
    button.addEventListener("click", () => editor.add());
  }
  for (const button of document.querySelectorAll("[data-distance]")) {
    button.addEventListener("click", () => distance(!near));
  }
  part("picture").hidden = false;
  new ResizeObserver(() => picture.redraw()).observe(board);
  document.addEventListener("attune:leave", () => link.leave());
  board.dataset.view = "far";
  distance(false);
  link.connect();
}

for (const board of document.querySelectorAll("[data-timeline]")) bind(board);

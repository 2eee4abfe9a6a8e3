/* The live board: binds one module per behaviour, each of which finds the others on the board. Without this script the
   page shows lists and forms. What is drawn is in memory only; leaving the page drops all of it. */

import { able } from "./able.js";
import { asking } from "./timeline/asking.js";
import { Changes } from "./timeline/changes.js";
import { Distance } from "./timeline/distance.js";
import { closes, ended } from "./timeline/ended.js";
import { Hand } from "./timeline/hand.js";
import { Heard } from "./timeline/heard.js";
import { Link } from "./timeline/link.js";
import { Lists } from "./timeline/list.js";
import { Picture } from "./timeline/picture.js";
import { Sentences } from "./timeline/sentences.js";
import { Sheets } from "./timeline/sheets.js";
import { Shown } from "./timeline/shown.js";
import { Store } from "./timeline/store.js";
import { Undo } from "./timeline/undo.js";
import { Words } from "./timeline/words.js";

function built(element) {
  const part = (name) => element.querySelector(`[data-${name}]`);
  const board = { element, say: element.dataset, part, words: new Words(), sheets: new Sheets(element) };
  board.store = new Store(board.words.hers);
  board.undo = new Undo(board.store, board.words.hers);
  const parts = { shown: Shown, sentences: Sentences, changes: Changes, hand: Hand, heard: Heard };
  for (const [name, Part] of Object.entries(parts)) board[name] = new Part(board);
  Object.assign(board, asking(board));
  drawn(board);
  board.link = linked(board);
  board.distance = new Distance(board);
  return board;
}

function drawn(board) {
  const { element, say, part, words, store, shown, changes, hand } = board;
  board.lists = new Lists(element, words, { change: (id) => changes.change(id), more: (id) => changes.look(id) });
  store.lanes = board.lists.sections.lanes(say);
  const does = ["look", "add", "move", "stroke"].map((name) => [name, (...all) => changes[name](...all)]);
  const points = { point: (id) => hand.point(id), drag: (...all) => board.link.drag(...all) };
  board.picture = new Picture(part("picture"), say.shapes, shown.laneNames, { ...Object.fromEntries(does), ...points });
  board.sheets.drawn = () => board.picture.redraw();
}

function linked(board) {
  const { say, store, heard, sentences, hand, lost, picture } = board;
  return new Link(say, {
    last: () => store.last,
    state: (state) => heard.state(state),
    ack: (said) => heard.ack(said),
    refused: (why) => heard.refused(why),
    lost: (operation, why) => lost.offer(operation, why),
    pointed: ({ target }) => hand.follow(target),
    dragged: (said) => picture.follow(said),
    mark: (...how) => sentences.mark(...how),
    ended: () => ended(board),
    closes: (why) => closes(board, why),
    device: () => document.dispatchEvent(new CustomEvent("attune:device")),
  });
}

function bind({ element, part, say, editor, changes, laneSheet, years, review, picture, distance, link }) {
  for (const button of document.querySelectorAll("[data-add]")) {
    button.hidden = false;
    button.addEventListener("click", () => editor.add());
  }
  const press = { undo: () => changes.takeBack(), "lanes-open": () => laneSheet.open(), "life-open": () => years.open(), review: () => review.open(), "share-all": () => changes.shareAll() };
  for (const [name, act] of Object.entries(press)) part(name)?.addEventListener("click", act);
  for (const name of ["plain-lanes", "elsewhere"]) part(name)?.remove();
  for (const name of ["ways", "picture", "list-title", "lists"]) part(name).hidden = false;
  new ResizeObserver(() => picture.redraw()).observe(element);
  document.addEventListener("attune:leave", () => link.leave());
  distance.turn(false);
  link.connect();
}

for (const element of document.querySelectorAll("[data-timeline]")) {
  if (able()) bind(built(element));
  else element.dataset.view = "near"; // its words are read in the list, or where a link leads
}

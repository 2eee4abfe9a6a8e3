/* The live board: lists and picture drawn from what the server has committed and what is still on its way.
   Without this script the page shows lists and forms. Memory only; leaving the page drops all of it. */

import { Acts, put } from "./timeline/acts.js";
import { Asides } from "./timeline/asides.js";
import { Editor } from "./timeline/edit.js";
import { Lanes } from "./timeline/lanes.js";
import { Link } from "./timeline/link.js";
import { Lists } from "./timeline/list.js";
import { Lost } from "./timeline/lost.js";
import { Names } from "./timeline/names.js";
import { lanesShown, lifeShown } from "./timeline/overlay.js";
import { Picture } from "./timeline/picture.js";
import { Review } from "./timeline/review.js";
import { Sheets } from "./timeline/sheets.js";
import { Store, placed, uuid } from "./timeline/store.js";
import { Undo } from "./timeline/undo.js";
import { Words } from "./timeline/words.js";
import { Years } from "./timeline/years.js";

const LIGHT = 3000; // ms that somebody who presses "Point at it" points

function bind(board) {
  const say = board.dataset;
  const part = (name) => board.querySelector(`[data-${name}]`);
  const [words, sheets] = [new Words(), new Sheets(board)];
  const store = new Store(words.hers);
  const undo = new Undo(store, words.hers);
  const laneNames = new Map();
  const rests = "resting" in say;
  const lanes = () => lanesShown(store, words.topics);
  const things = () => store.shown();
  const find = (id) => things().find((one) => one.id === id);
  const title = (lane) => laneNames.get(lane) ?? "";
  const names = () => new Map(things().map((one) => [one.id, words.name(one)]));
  const lists = new Lists(board, words, { change: (id) => withThing(id, (one) => editor.edit(one)), more: look });
  store.lanes = lists.lanes();
  const picture = new Picture(part("picture"), say.shapes, laneNames, { look, add, move: moved, stroke, point, drag });
  const editor = new Editor(board, sheets, words, { operate, lanes, things });
  const acts = new Acts(sheets, words, { operate, edit: (one, step) => editor.edit(one, "", step), point: pointAt, find, title, names });
  const laneSheet = new Lanes(sheets, words, { operate, lanes });
  const asked = new Names(sheets, words, { operate, edit: (one, step) => editor.edit(one, "", step), lane: (one) => laneSheet.again(one) });
  const review = new Review(sheets, words, { things, lanes, title, names, acts });
  const years = new Years(board, sheets, { operate, life: () => lifeShown(store), lanes, redraw: draw });
  const lost = new Lost(board, words, operate);
  new Asides(board, sheets);
  const link = new Link(say, {
    last: () => store.last,
    state: (state) => told(store.take(state)),
    ack,
    refused,
    lost: (operation, why) => lost.offer(operation, why),
    pointed: ({ target }) => pointedAt(target),
    dragged: (said) => picture.follow(said),
    mark,
    ended,
    closes,
    device: () => document.dispatchEvent(new CustomEvent("attune:device")),
  });
  let near = false;
  let opened = false;
  let pointing = null;
  let spoken = null; // the thing whose words were announced
  let noticed = null; // the thing whose words stand in the notice

  function draw() {
    const known = store.begun || store.waiting.size > 0;
    const [all, every] = [lanes(), [...things(), ...years.world()]];
    laneNames.clear();
    for (const lane of all) laneNames.set(lane.id, lane.title);
    lists.draw(every, all, known);
    const visible = all.filter((lane) => !lane.hidden);
    picture.draw(every.filter((one) => visible.some((lane) => lane.id === one.lane)), visible, near, lifeShown(store));
    if (store.begun) years.askOnce(!things().length);
    for (const name of ["lanes-open", "life-open"]) if (part(name)) part(name).hidden = !store.begun; // what stands there is said whole
    if (part("share-all")) part("share-all").hidden = !things().some((one) => one.cover === "alone");
    part("undo")?.setAttribute("aria-disabled", String(!undo.steps.length));
  }

  function ack(said) {
    store.acknowledge(said);
    if (!near && said.kind === "put") part("far").textContent = say.wordsKeptFar;
  }

  function operate(operation, back = false) {
    const whole = { ...operation, id: uuid() };
    lost.made(whole, find(whole.target), back);
    const fresh = whole.kind === "put" && !find(whole.target);
    if (!back) undo.remember(whole);
    store.send(whole);
    link.send(whole);
    if (!near) part("far").textContent = say.wordsFar; // "kept" is said of what is kept
    draw();
    if (fresh) sheets.whenFree(() => picture.bring(whole.target));
  }

  function told(news) {
    if (news === null) return false;
    if (!opened && store.begun) {
      opened = true;
      if (say.calm) requestAnimationFrame(() => light(say.calm)); // where it goes on: far, at a calm place
    }
    const sentences = { added: say.wordsAdded, changed: say.wordsChanged, away: say.wordsAway };
    if (news.length) announce(sentences[news.at(-1)]);
    withdraw();
    draw();
    return true;
  }

  /* `id` is the thing whose words are in the sentence. */
  function announce(sentence, id = null) {
    spoken = id;
    part("told").textContent = sentence;
  }

  /* What was covered or taken away stands nowhere on this screen any longer: in no form, question, card, list or hand. */
  function withdraw() {
    const away = store.away();
    for (const one of [link, sheets, asked]) one.follow(away);
    undo.follow();
    acts.follow();
    review.follow(find);
    lost.follow(away, (id) => find(id)?.shape === "cloth");
    picture.forget(away);
    if (noticed && away(noticed.id)) notice(noticed.sentence);
    if (spoken && away(spoken)) announce("");
    if (!editor.follow(away)) return;
    sheets.all.form.close();
    editor.forget();
    notice(say.wordsWithdrawn);
  }

  /* `op`: what a letter held that this page has not made itself; it is offered like any other. */
  function refused({ id, code, words: sentence, found, op }) {
    const made = store.refuse(id, code);
    const operation = made ?? op;
    if (op && !made) lost.made(op, find(op.target));
    undo.refused(id);
    withdraw();
    draw();
    if (!operation) return notice(sentence);
    const gone = operation.kind === "put" && store.away()(operation.target);
    if (gone && code !== "taken away") return notice(sentence);
    if (code === "name noticed") return asked.ask(operation, found);
    if (code === "taken away" && operation.kind === "put") return lost.offer(operation, code);
    if (code === "unusable" && operation.kind === "put") return sheets.whenFree(() => editor.edit(placed(operation), sentence, "what"), operation.target);
    return code === "covered" ? notice(sentence) : notice(sentence, operation);
  }

  /* A sentence, and the words of the thing that it is about, which are hidden from far. */
  function notice(sentence, { target: id, label } = {}) {
    noticed = label ? { id, sentence } : null;
    const quoted = label ? [" ", Object.assign(document.createElement("b"), { textContent: `“${label}”` })] : [];
    part("notice").replaceChildren(sentence, ...quoted);
    part("notice").hidden = !sentence;
  }

  /* What is not with the server yet goes when the page is left: on her screen that is said beforehand. */
  function mark(waiting, unsent) {
    const sentence = waiting ? [say.wordsWaiting, unsent && say.wordsLeaving].filter(Boolean).join(" ") : say.wordsKept;
    if (part("mark").textContent !== sentence) part("mark").textContent = sentence;
    part("mark").classList.toggle("kept", !waiting);
  }

  /* A pause, or the end, closes her link in a moment: then her screen says which. */
  function closes(why) {
    say.wordsEnded = why === "pause" ? say.wordsPause : say.wordsThanks;
    for (const one of board.querySelectorAll("[data-ended-by]")) one.hidden = one.dataset.endedBy !== why;
  }

  /* Nothing that was drawn stays on a screen whose link has ended. */
  function ended() {
    store.end();
    undo.steps = [];
    lost.clear();
    asked.forget();
    sheets.closeAll();
    if (editor.form) editor.forget();
    laneNames.clear();
    picture.draw([], [], near, {});
    part("mark").textContent = "";
    notice(say.wordsEnded);
    for (const gone of document.querySelectorAll("[data-add], [data-distance], [data-to-more], [data-keepsake]")) gone.remove();
    const more = [...board.querySelectorAll("[data-ended]")];
    for (const one of more) one.hidden = false;
    board.replaceChildren(part("mark"), part("notice"), ...more);
    if (words.hers) document.dispatchEvent(new CustomEvent("attune:forget"));
  }

  /* A tap on an empty place of a lane: the form with that lane and that age, still to be changed. */
  function add(values) {
    if (!rests && !link.over) editor.add(values);
  }

  function withThing(id, act) {
    const thing = find(id);
    if (thing && !rests) act(thing);
  }

  function look(id) {
    withThing(id, (one) => (one.shape === "cloth" && !words.hers ? announce(words.cloth) : acts.look(one)));
  }

  function moved(id, { lane, from, to }) {
    withThing(id, (one) => one.shape !== "cloth" && operate(put({ ...one, lane, from, to })));
  }

  function stroke(points, lane) {
    if (!rests && !link.over) operate({ kind: "put", target: uuid(), lane, shape: "feelings", label: "", points });
  }

  function point(id) {
    link.point(id);
  }

  /* By its button: for as long as a light lasts. */
  function pointAt(id) {
    point(id);
    light(id);
    clearTimeout(pointing);
    pointing = setTimeout(() => point(null), LIGHT);
  }

  function light(id) {
    picture.light(id);
    lists.light(id);
  }

  function pointedAt(id) {
    const thing = id && find(id);
    if (thing && spoken !== id) announce(`${say.wordsPointed} ${words.name(thing)}`, id);
    else if (!thing && spoken) announce("");
    light(thing ? id : null);
  }

  function drag(id, from, to) {
    link.drag(id, from, to);
  }

  function takeBack() {
    const back = undo.take();
    if (back === "changed") announce(words.nothingBack);
    else if (back) operate(back, true);
    if (back && back !== "changed") announce(words.undone);
    draw();
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

  function listOnly(is) {
    part("picture").hidden = is;
    part("list-only").textContent = is ? words.pictureToo : words.listOnly;
    if (!is) picture.redraw();
  }

  for (const button of document.querySelectorAll("[data-add]")) {
    button.hidden = false;
    button.addEventListener("click", () => editor.add());
  }
  for (const button of document.querySelectorAll("[data-distance]")) {
    button.addEventListener("click", () => distance(!near));
  }
  const press = (name, act) => part(name)?.addEventListener("click", act);
  press("list-only", () => listOnly(!part("picture").hidden));
  press("undo", takeBack);
  press("lanes-open", () => laneSheet.open());
  press("life-open", () => years.open());
  press("review", () => review.open());
  press("share-all", () => things().filter((one) => one.cover === "alone").forEach((one) => operate({ kind: "share", target: one.id })));
  part("plain-lanes")?.remove();
  part("ways").hidden = false;
  part("picture").hidden = false;
  new ResizeObserver(() => picture.redraw()).observe(board);
  document.addEventListener("attune:leave", () => link.leave());
  board.dataset.view = "far";
  distance(false);
  link.connect();
}

for (const board of document.querySelectorAll("[data-timeline]")) bind(board);

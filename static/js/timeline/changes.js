/* What is done on this screen: each change is shown at once, sent, and can be taken back. */

import { put } from "./times.js";
import { uuid } from "./uuid.js";

export class Changes {
  constructor(board) {
    this.board = board;
  }

  /* `back`: it takes a step back. */
  operate(operation, back = false) {
    const { store, shown, lost, undo, link, sentences, sheets, picture } = this.board;
    const whole = { ...operation, id: uuid() };
    const known = shown.find(whole.target);
    lost.made(whole, known, back);
    if (!back) undo.remember(whole);
    store.send(whole);
    link.send(whole);
    sentences.far(); // "kept" is said of what is kept
    shown.draw();
    if (whole.kind === "put" && !known) sheets.whenFree(() => picture.bring(whole.target));
  }

  takeBack() {
    const { undo, words, shown } = this.board;
    const back = undo.take();
    if (back === "changed") this.tell(words.nothingBack);
    else if (back) this.operate(back, true);
    if (back && back !== "changed") this.tell(words.undone);
    shown.draw();
  }

  /* On her screen beside the bar, to be seen wherever the page stands. */
  tell(sentence) {
    const { link, sentences } = this.board;
    if (link.signals.tell) link.signals.tell(sentence);
    else sentences.announce(sentence);
  }

  shareAll() {
    const alone = this.board.shown.things().filter((one) => one.cover === "alone");
    for (const { id } of alone) this.operate({ kind: "share", target: id });
  }

  /* A tap on an empty place of a lane: the form with that lane and that age, still to be changed. */
  add(values) {
    if (this.may()) this.board.editor.add(values);
  }

  change(id) {
    this.withThing(id, (one) => this.board.editor.edit(one));
  }

  look(id) {
    const { words, sentences, acts } = this.board;
    this.withThing(id, (one) => (one.shape === "cloth" && !words.hers ? sentences.announce(words.cloth) : acts.look(one)));
  }

  move(id, { lane, from, to }) {
    this.withThing(id, (one) => one.shape !== "cloth" && this.operate(put({ ...one, lane, from, to })));
  }

  stroke(points, lane) {
    if (this.may()) this.operate({ kind: "put", target: uuid(), lane, shape: "feelings", label: "", points });
  }

  may() {
    return !("resting" in this.board.say) && !this.board.link.over;
  }

  withThing(id, act) {
    const thing = this.board.shown.find(id);
    if (thing && !("resting" in this.board.say)) act(thing);
  }
}

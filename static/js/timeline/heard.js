/* What the server says to this screen: what the other one did, what is kept, what is refused. */

import { goOn } from "./half.js";
import { placed } from "./times.js";

export class Heard {
  constructor(board) {
    Object.assign(this, { board, opened: false });
  }

  /* Says whether nothing was missing before it. */
  state(state) {
    const { store, say, hand, sentences, shown } = this.board;
    const news = store.take(state);
    if (news === null) return false;
    if (!this.opened && store.begun) {
      this.opened = true;
      if (say.calm) requestAnimationFrame(() => hand.begin(say.calm)); // far, at a calm place
    }
    const told = { added: say.wordsAdded, changed: say.wordsChanged, away: say.wordsAway };
    if (news.length) sentences.announce(told[news.at(-1)]);
    this.withdraw();
    shown.draw();
    return true;
  }

  ack(said) {
    const { store, sentences } = this.board;
    const made = store.waiting.has(said.id); // by this page
    store.acknowledge(said);
    sentences.kept(said, made);
  }

  /* What was covered or taken away stands nowhere on this screen any longer: in no form, question, card, list or hand. */
  withdraw() {
    const { store, shown, link, sheets, asked, undo, acts, review, lost, picture, sentences, editor, say } = this.board;
    const away = store.away();
    const closed = [link, sheets, asked, acts].map((one) => one.follow(away));
    undo.follow();
    review.follow((id) => shown.find(id));
    lost.follow(away, (id) => shown.find(id)?.shape === "cloth", (id) => !store.waiting.has(id));
    picture.forget(away);
    sentences.withdraw(away);
    if (![...closed, editor.follow(away)].includes(true)) return;
    sentences.notice(say.wordsWithdrawn);
    Object.assign(sheets, { before: this.board.part("notice-close"), stood: window.scrollY }); // what opened it has gone
  }

  /* `op`: what a letter held that this page has not made itself; it is offered like any other. */
  refused({ id, code, words, found, op }) {
    if (op?.kind === "half") return goOn(this.board, op);
    const { store, lost, undo, shown } = this.board;
    const made = store.refuse(id, code);
    if (op && !made) lost.made(op, shown.find(op.target));
    undo.refused(id);
    this.answer(made ?? op, code, words, found); // before what is away is forgotten: its words may be offered back
    this.withdraw();
    return shown.draw();
  }

  answer(operation, code, words, found) {
    const { store, asked, lost, sheets, editor, sentences } = this.board;
    if (!operation) return sentences.notice(words);
    const put = operation.kind === "put";
    if (operation.kind === "drop" && code === "unusable") return this.unasked(operation.target);
    if (put && store.leaves(operation.target)) return undefined; // it is taken away again already
    if (put && store.away()(operation.target) && code !== "taken away") return sentences.notice(words);
    if (code === "name noticed") return asked.ask(operation, found);
    if (code === "taken away" && put) return lost.offer(operation, code);
    if (code === "unusable" && put) return sheets.whenFree(() => editor.edit(placed(operation), words, "what"), operation.target);
    return code === "covered" ? sentences.notice(words) : sentences.notice(words, operation);
  }

  /* What was taken away here had never arrived: nothing is asked about it any more. */
  unasked(target) {
    const { sheets, asked, editor } = this.board;
    for (const one of [sheets, asked, editor]) one.follow((id) => id === target);
  }
}

/* Placing and changing in a dialog, one question at a time; what is changed opens at its last question, the words. */

import { Offers } from "./offers.js";
import { Questions } from "./questions.js";
import { uuid } from "./uuid.js";

export class Editor {
  constructor(board, sheets, words, { operate, lanes, things, age }) {
    Object.assign(this, { sheets, operate });
    const plain = board.querySelector("[data-plain]");
    if (!plain) return; // it rests: nothing is changed
    this.form = plain.querySelector("[data-form]");
    sheets.all.form.append(this.form);
    plain.remove();
    this.questions = new Questions(this.form, words, () => this.keep());
    this.questions.fields.offered = () => age(this.last);
    this.offers = new Offers(this.form, words, { lanes, things });
    sheets.all.form.addEventListener("close", () => sheets.all.form.open || this.forget());
    this.forget();
  }

  add(values = {}) {
    this.open(values, uuid(), false);
    this.present(this.questions.steps.all[0]);
  }

  /* Everything is filled in: it opens at the last question, with the way back to the others. */
  edit(values, problem = "", step = "") {
    this.open(values, values.id, true);
    const { steps } = this.questions;
    this.present(step ? steps.named(step) : problem ? steps.all[0] : steps.last(values.shape), problem);
  }

  open(values, thing, changing) {
    this.form.reset();
    this.offers.draw(values);
    this.questions.lay(values, changing);
    this.thing = thing;
  }

  present(step, problem = "") {
    this.questions.ask(step, problem);
    this.sheets.present("form");
    if (this.questions.steps.names.on) this.questions.steps.aim();
  }

  keep() {
    const operation = this.questions.fields.operation(this.thing);
    this.sheets.all.form.close();
    this.last = operation.from_age ? Number(operation.from_age) : this.last; // the next thing may lie near it
    this.forget();
    this.operate(operation);
  }

  /* Her words do not wait in a closed dialog, however it was closed. */
  forget() {
    this.questions.fields.forget();
    this.offers.forget();
  }

  /* Says whether what was being changed has gone from here; the names of other things that have gone do go. */
  follow(away) {
    if (!this.form) return false;
    this.offers.follow(away);
    const gone = this.sheets.all.form.open && this.questions.steps.changing && away(this.thing);
    if (gone) {
      this.sheets.all.form.close();
      this.forget();
    }
    return gone;
  }
}

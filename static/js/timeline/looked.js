/* The one thing that is looked at, in the dialogs of what can be done with it: its words stand there while one is open. */

import { fill } from "./slots.js";

const DIALOGS = ["thing", "away", "cover"];

export class Looked {
  constructor(sheets, words, { find, title, names }) {
    Object.assign(this, { sheets, words, find, title, names });
    for (const name of DIALOGS) sheets.all[name].addEventListener("close", () => fill(sheets.all[name], {})); // no words in what is closed
  }

  show(name, thing) {
    this.looked = thing;
    this.fill(name);
    this.sheets.present(name);
  }

  fill(name) {
    fill(this.sheets.all[name], this.words.slots(this.looked, this.names(), this.title(this.looked.lane)));
  }

  /* The words go at once, not only when the page hears that it was closed. */
  close(name) {
    this.sheets.all[name].close();
    fill(this.sheets.all[name], {});
  }

  /* The other screen did something: what was taken away or covered is not offered here any longer, nor its words. Says
     whether it was. */
  follow() {
    const thing = this.looked && this.find(this.looked.id);
    const gone = this.looked && (!thing || (thing.shape === "cloth" && this.looked.shape !== "cloth"));
    const open = DIALOGS.find((name) => this.sheets.all[name].open);
    if (!open) this.looked = gone ? null : this.looked;
    else if (thing && !gone) {
      this.looked = thing;
      this.fill(open);
    }
    else if (gone) {
      this.looked = null;
      this.close(open);
      return true;
    }
    return false;
  }
}

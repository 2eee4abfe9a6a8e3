/* What may be a name, a place or a date: shown masked; kept so, or as it is when somebody says that it is none. */

import { placed } from "./times.js";

/* Gives words with "[that one]" in each of the places, which are counted in code points. */
export function masked(words, places, masks) {
  const letters = [...words];
  for (const [start, end, kind] of [...places].reverse()) letters.splice(start, end - start, `[${masks[kind] ?? masks.one}]`);
  return letters.join("");
}

export class Names {
  constructor(sheets, words, { operate, edit, lane }) {
    Object.assign(this, { sheets, words, operate, edit, lane });
    this.dialog = sheets.all.names;
    this.dialog.querySelector("[data-mask]").addEventListener("click", () => this.keep(this.masks));
    this.dialog.querySelector("[data-no-names]").addEventListener("click", () => this.keep({ no_names: true }));
    this.dialog.addEventListener("close", () => this.back());
  }

  ask(operation, found) {
    this.sheets.whenFree(() => {
      this.operation = operation;
      this.masks = Object.fromEntries(Object.entries(found).map(([field, places]) => [field, masked(operation[field] ?? "", places, this.words.masks)]));
      const rows = Object.values(this.masks).map((words) => Object.assign(document.createElement("li"), { textContent: words }));
      this.dialog.querySelector("[data-masked]").replaceChildren(...rows);
      this.sheets.present("names");
    }, operation.target);
  }

  /* What was covered or taken away meanwhile is not asked about. Says whether it was. */
  follow(away) {
    if (!this.operation || !away(this.operation.target)) return false;
    this.forget();
    this.dialog.close();
    return true;
  }

  keep(as) {
    const { operation } = this;
    this.forget();
    this.dialog.close();
    this.operate({ ...operation, ...as });
  }

  /* Closed without a choice: the words are still there, to be changed. */
  back() {
    const { operation, masks } = this;
    this.forget();
    if (!operation) return;
    if (operation.kind === "put") this.edit(placed(operation), "when" in masks && !("label" in masks) ? "time" : "words");
    else this.lane(operation);
  }

  forget() {
    this.operation = null;
    this.masks = {};
    this.dialog.querySelector("[data-masked]").replaceChildren();
  }
}

/* Dialogs of the board: one at a time, the focus goes back to where it was. On her screen nothing is modal: leave this
   page stays in reach. What wants to be asked waits until nothing else is open. */

import { seen } from "../seen.js";

const TWICE = 400; // ms

export class Sheets {
  constructor(board) {
    Object.assign(this, { board, all: {}, queue: [] });
    this.singly = board.dataset.seat === "hers";
    for (const dialog of board.querySelectorAll("[data-dialog]")) this.bind(dialog);
    document.addEventListener("attune:uncovered", () => this.next());
  }

  bind(dialog) {
    this.all[dialog.dataset.dialog] = dialog;
    dialog.addEventListener("click", (event) => event.target.closest("[data-close]") && dialog.close());
    dialog.addEventListener("keydown", (event) => event.key === "Escape" && dialog.close());
    dialog.addEventListener("close", () => this.closed());
  }

  present(name) {
    const dialog = this.all[name];
    if (dialog.open || !dialog.isConnected) return; // the board may have gone, as at a withdrawal
    if (!("open" in this.board.dataset)) {
      this.before = document.activeElement;
      this.stood = window.scrollY;
    }
    this.board.dataset.open = "";
    dialog[this.singly ? "show" : "showModal"]();
    if (this.singly) window.scrollTo(0, 0);
    dialog.scrollTop = 0;
  }

  closed() {
    if (Object.values(this.all).some((one) => one.open) || !("open" in this.board.dataset)) return;
    delete this.board.dataset.open;
    this.drawn?.(); // what was drawn while nothing was seen has no height yet
    this.rest();
    window.scrollTo(0, this.stood);
    const back = seen(this.before) && this.before !== document.body ? this.before : this.board.querySelector("[data-list-title]");
    back?.focus({ preventScroll: true });
    this.before = null;
    setTimeout(() => this.next()); // who closed it may have opened the next one
  }

  /* A second touch on what closed it was not meant for what lay under it: hands.css leaves it without effect. */
  rest() {
    this.board.dataset.rests = "";
    setTimeout(() => delete this.board.dataset.rests, TWICE);
  }

  /* A dialog of ours over the cover (cover.js) could not be seen, and the cover no longer be used. */
  busy() {
    return "open" in this.board.dataset || document.querySelector("dialog.cover") !== null;
  }

  /* What waited comes in its order, until one of it opens. */
  next() {
    while (!this.busy() && this.queue.length) this.queue.shift().show();
  }

  /* Shows something now, or once nothing else lies over the page; `target` is the thing whose words it shows. */
  whenFree(show, target) {
    if (this.busy()) this.queue.push({ show, target });
    else show();
  }

  /* Nothing is asked any more about what has no words on this screen now. Says whether something was to be. */
  follow(away) {
    return this.queue.length > (this.queue = this.queue.filter(({ target }) => !target || !away(target))).length;
  }

  closeAll() {
    this.queue = [];
    for (const dialog of Object.values(this.all)) dialog.close();
    delete this.board.dataset.open; // at once: what stands there instead takes the focus
  }
}

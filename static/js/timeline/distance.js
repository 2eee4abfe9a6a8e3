/* How near somebody looks: from far shapes without words, near with words; and the list alone. */

export class Distance {
  constructor(board) {
    this.board = board;
    this.buttons = document.querySelectorAll("[data-distance]");
    for (const button of this.buttons) button.addEventListener("click", () => this.turn(!board.shown.near));
    board.part("list-only")?.addEventListener("click", () => this.listOnly(!board.part("picture").hidden));
  }

  turn(near) {
    const { shown, element, say, sentences } = this.board;
    shown.near = near;
    element.dataset.view = near ? "near" : "far";
    for (const button of this.buttons) {
      button.textContent = near ? say.wordsHide : say.wordsShow;
      button.hidden = false;
    }
    sentences.far();
    shown.draw();
    if (near) this.board.picture.first();
  }

  listOnly(is) {
    const { part, words, picture } = this.board;
    part("picture").hidden = is;
    part("list-only").textContent = is ? words.pictureToo : words.listOnly;
    if (!is) picture.redraw();
  }
}

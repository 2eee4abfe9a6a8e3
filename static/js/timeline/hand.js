/* The hand that points: from here by its button, and from the other screen. A light falls on the thing, for a moment. */

const LIGHT = 3000; // ms that somebody who presses "Point at it" points

export class Hand {
  constructor(board) {
    this.board = board;
    this.until = undefined;
  }

  point(id) {
    this.board.link.point(id);
  }

  /* By its button: for as long as a light lasts. */
  press(id) {
    this.point(id);
    this.light(id);
    clearTimeout(this.until);
    this.until = setTimeout(() => this.point(null), LIGHT);
  }

  /* Where it goes on: it comes into sight, on the line or on the shelf. */
  begin(id) {
    this.board.picture.bring(id);
    this.light(id);
  }

  light(id) {
    this.board.picture.light(id);
    this.board.lists.light(id);
  }

  /* The other screen points, or does no longer. */
  follow(id) {
    const { shown, sentences, say, words } = this.board;
    const thing = id && shown.find(id);
    if (thing && sentences.spoken !== id) sentences.announce(`${say.wordsPointed} ${words.name(thing)}`, id);
    else if (!thing && sentences.spoken) sentences.announce("");
    this.light(thing ? id : null);
  }
}

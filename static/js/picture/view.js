/* Which part of a life is seen: `year` px for a year, `left` px of the life that lie left of the window. */

const CLOSEST = 12; // times the smallest scale

export class View {
  constructor() {
    this.edge = 0; // px left of birth and right of the last year
    this.years = 30;
    this.width = 0;
    this.year = 0;
    this.least = 0;
    this.left = 0;
  }

  /* Gives the px of one year with which the whole life fits. */
  get fit() {
    return (this.width - 2 * this.edge) / this.years;
  }

  get most() {
    return this.least * CLOSEST;
  }

  /* A window of another size, a longer life or a nearer look: what was at the left edge stays there. */
  frame(width, years, least) {
    const begin = this.year ? this.age(0) : 0;
    const whole = !this.year || this.year === this.least;
    Object.assign(this, { width, years });
    this.least = Math.max(this.fit, least);
    this.year = whole ? this.least : Math.min(this.most, Math.max(this.least, this.year));
    this.left = begin * this.year + this.edge;
    this.pan(0);
  }

  /* Far or near: all of the life, or as near as words need; what was in the middle stays there, when it was part of it. */
  reset(least) {
    const middle = this.age(this.width / 2);
    const whole = this.year <= this.fit;
    this.least = this.year = Math.max(this.fit, least);
    this.left = whole ? 0 : middle * this.year + this.edge - this.width / 2;
    this.pan(0);
  }

  pan(by) {
    const most = this.years * this.year + 2 * this.edge - this.width;
    this.left = Math.min(Math.max(0, most), Math.max(0, this.left + by));
  }

  /* Times `by`, and the age that was under `from` px of the window comes to lie under `at`. */
  zoom(by, at, from = at) {
    const age = this.age(from);
    this.year = Math.min(this.most, Math.max(this.least, this.year * by));
    this.left = age * this.year + this.edge - at;
    this.pan(0);
  }

  x(age) {
    return age * this.year + this.edge - this.left;
  }

  age(x) {
    return (x + this.left - this.edge) / this.year;
  }
}

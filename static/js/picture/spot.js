/* The point that keys move along the feelings line, and where it stands in words, without a scale. */

const BY = { ArrowLeft: [-0.5, 0], ArrowRight: [0.5, 0], ArrowUp: [0, 10], ArrowDown: [0, -10] }; // years, height
const OLDEST = 120;

export class Spot {
  /* `words` holds a sentence and seven words for the height, from low to high. */
  constructor(words) {
    this.words = words;
    this.number = new Intl.NumberFormat(document.documentElement.lang || undefined);
  }

  begin(now) {
    this.age ??= now ? Math.round(now / 2) : 15;
    this.height ??= 0;
  }

  /* Goes with an arrow key, between two ages; says whether it was one. */
  go(key, first, last) {
    const [years, up] = BY[key] ?? [];
    if (years === undefined) return false;
    this.age = Math.min(last, OLDEST, Math.max(first, this.age + years));
    this.height = Math.min(100, Math.max(-100, this.height + up));
    return true;
  }

  where() {
    const heights = [1, 2, 3, 4, 5, 6, 7].map((at) => this.words[`height${at}`]);
    const height = heights[Math.round((this.height + 100) / 33.4)];
    return this.words.spot?.replace("{age}", this.number.format(this.age)).replace("{height}", height);
  }
}

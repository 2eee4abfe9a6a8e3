/* How much room the page gives to the picture, in px at the size that its text has. */

import { SIZE } from "./layout.js";

const EDGE = 20; // left and right of the life, px at text of 16 px
const NEAR_YEAR = 30; // px of one year, near, at text of 16 px

/* Gives {width, size, edge, least}: `size` of the text beside 16 px, `least` px of one year. */
export function measured(pane, near) {
  const size = Math.max(1, parseFloat(getComputedStyle(document.documentElement).fontSize) / 16);
  return { width: pane.clientWidth, size, edge: EDGE * size, least: near ? NEAR_YEAR * size : 0 };
}

/* Gives the height that lanes may take while the whole life is in sight. */
export function room(pane) {
  const bar = document.querySelector(".bottom-bar")?.offsetHeight ?? 0;
  const top = pane.getBoundingClientRect().top + window.scrollY;
  return window.innerHeight - top - bar - SIZE.row * 3;
}

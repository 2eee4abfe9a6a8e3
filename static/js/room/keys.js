/* What a keyboard on the screen leaves of it: the room takes that place and no more, so that the guide can be read while
   a note is written. A screen that two fingers have drawn larger is left as it is. And how high her signals stand: where
   the whole page scrolls, what stays at the lower edge stays above them. */

const LEAST = 120; // no keyboard is lower; the bars of a browser are

/* Where the whole page scrolls, what stands above the guide goes out of sight. */
function guide() {
  const two = document.activeElement.closest(".guide-foot")?.closest(".two");
  if (two?.getBoundingClientRect().top > 0) two.scrollIntoView();
}

export function keys(signal) {
  const [root, view] = [document.documentElement, window.visualViewport];
  if (signal && window.ResizeObserver) new ResizeObserver(() => root.style.setProperty("--signal", `${signal.offsetHeight}px`)).observe(signal);
  if (!view) return;
  function look() {
    const taken = view.scale === 1 ? root.clientHeight - view.height : 0;
    const is = taken >= LEAST;
    if (is && !root.hasAttribute("data-keys")) guide();
    root.toggleAttribute("data-keys", is);
    if (is) root.style.setProperty("--seen", `${view.height}px`);
    else root.style.removeProperty("--seen");
    root.style.setProperty("--under", `${is ? Math.max(0, taken - view.offsetTop) : 0}px`);
  }
  for (const kind of ["resize", "scroll"]) view.addEventListener(kind, look);
}

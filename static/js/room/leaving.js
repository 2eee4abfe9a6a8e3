/* Asks before somebody closes the room with words of a note that are kept nowhere yet, or with acts that only this page
   holds. A page that goes by itself asks nothing: when she has stopped, or nobody is signed in, nothing stays for that. */

const root = document.documentElement;

export function leaving(acts, note) {
  document.addEventListener("htmx:beforeOnLoad", ({ detail }) => detail.xhr.getResponseHeader("HX-Refresh") && root.toggleAttribute("data-goes", true));
  window.addEventListener("beforeunload", (event) => {
    const goes = acts.over || root.hasAttribute("data-goes"); // cover.js
    if (!goes && (note.begun || (acts.waits && !acts.kept.holds))) event.preventDefault();
  });
}

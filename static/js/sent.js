/* A page that answers a form which made something once: its place in the history becomes one that is opened, not sent,
   so that the browser's way back asks for the page and not to send the form again. */

window.history.replaceState(null, "", window.location.href);

/* "Someone now" shows the number of her centre at once, without asking the server.
   data-someone     the link; without this script it opens a page
   data-someone-now the dialog with the same words */

const dialog = document.querySelector("[data-someone-now]");
const link = document.querySelector("[data-someone]");

function fill(place) {
  Object.assign(place.style, {
    width: "100%", height: "100%", maxWidth: "none", maxHeight: "none", margin: "0", border: "0",
    boxSizing: "border-box", padding: "10vh 10vw",
  });
}

if (dialog && link && dialog.showModal) {
  fill(dialog);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.showModal();
  });
  dialog.addEventListener("close", () => link.focus());
}

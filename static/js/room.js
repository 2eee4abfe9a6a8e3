/* "Someone now" shows the number of her centre at once, without asking the server.
   data-someone     the link; without this script it opens a page
   data-someone-now the dialog with the same words */

const dialog = document.querySelector("[data-someone-now]");
const link = document.querySelector("[data-someone]");

if (dialog && link && dialog.showModal) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.showModal();
  });
  dialog.addEventListener("close", () => link.focus());
}

/* Joining: the secret stands behind the # of the address, which browsers never send. It is read here, taken out of the
   address and of the history, and sent once, when she says so. */

const form = document.querySelector("[data-join]");
const secret = window.location.hash.slice(1);

if (form && secret) {
  window.history.replaceState(null, "", window.location.pathname);
  form.elements.secret.value = secret;
  form.elements.secret.type = "hidden";
  form.querySelector("[data-typed]").hidden = true;
  document.addEventListener("attune:leave", () => form.remove());
}

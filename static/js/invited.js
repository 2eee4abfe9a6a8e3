/* An invitation: its secret stands behind the # of the address, which browsers never send. It is read here, taken out of
   the address, and sent once, by the button. */

const form = document.querySelector("[data-invited]");
const secret = window.location.hash.slice(1);

if (form && secret) {
  window.history.replaceState(null, "", window.location.pathname);
  form.elements.secret.value = secret;
  form.elements.secret.type = "hidden";
  form.querySelector("[data-typed] label").hidden = true;
}

/* Answers outlive a reload and a change of the language: what is chosen in a form with data-answers stays in this tab as
   codes, no words. The attribute names the form when its page has several addresses. The next page without this form
   forgets it, and so does leaving. */

const KEPT = "attune-answers";
const forms = [...document.querySelectorAll("form[data-answers]")];

function nameOf(form) {
  return form.dataset.answers || window.location.pathname;
}

function choices(form) {
  return [...form.querySelectorAll("input[type=radio], input[type=checkbox]")];
}

function read() {
  return JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
}

function write(kept) {
  if (Object.keys(kept).length) sessionStorage.setItem(KEPT, JSON.stringify(kept));
  else sessionStorage.removeItem(KEPT);
}

function keep(form) {
  const chosen = choices(form).filter((one) => one.checked).map((one) => [one.name, one.value]);
  write({ ...read(), [nameOf(form)]: chosen });
}

function restore(form) {
  const chosen = read()[nameOf(form)] ?? [];
  for (const one of choices(form)) one.checked = chosen.some(([name, value]) => one.name === name && one.value === value);
}

const names = forms.map(nameOf);
write(Object.fromEntries(Object.entries(read()).filter(([name]) => names.includes(name))));
for (const form of forms) {
  if (choices(form).some((one) => one.checked)) keep(form);
  else restore(form);
  form.addEventListener("change", () => keep(form));
}
document.addEventListener("attune:leave", () => sessionStorage.removeItem(KEPT));

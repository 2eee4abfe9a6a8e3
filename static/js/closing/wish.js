/* Where she would like a talk afterwards is an act of the room, which waits for the network; here stands what she said. */

export function wish() {
  const [form, told] = [document.querySelector("form[data-act=wish]"), document.querySelector("[data-wish-told]")];
  form?.addEventListener("submit", () => {
    const choice = new FormData(form).get("choice") ?? "";
    told.textContent = told.getAttribute(`data-words-${choice}`) ?? told.textContent;
    form.closest("details").open = false;
  });
}

/* Where she would like a talk afterwards is an act of the room, which waits for the network; here stands what she said.
   When it is refused, here stands again what stood before. */

export function wish() {
  const [form, told] = [document.querySelector("form[data-act=wish]"), document.querySelector("[data-wish-told]")];
  let before = told?.textContent;
  form?.addEventListener("submit", () => {
    before = told.textContent;
    const choice = new FormData(form).get("choice") ?? "";
    told.textContent = told.getAttribute(`data-words-${choice}`) ?? told.textContent;
    form.closest("details").open = false;
  });
  document.addEventListener("attune:refused", ({ detail: kind }) => {
    if (kind === "wish") told.textContent = before;
  });
}

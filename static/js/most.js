/* Of boxes with data-most, no more can be ticked than it says: the others rest until one is taken back. */

function rest(box) {
  const boxes = [...box.form.querySelectorAll(`[name="${box.name}"]`)];
  const full = boxes.filter((one) => one.checked).length >= Number(box.dataset.most);
  for (const one of boxes) one.disabled = full && !one.checked;
}

for (const box of document.querySelectorAll("[data-most]")) rest(box);
document.addEventListener("change", (event) => {
  if (event.target.dataset.most) rest(event.target);
});

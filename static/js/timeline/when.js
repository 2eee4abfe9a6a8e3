/* The two ends of a time in the form, and how sure she is of them, as fields of an operation and back. */

const AROUND = 1; // years either way of an age that is only about (timelines/fields.py)
const OLDEST = 120;

/* Gives the fields of one end: "from" or "to". */
export function said(form, end) {
  const [age, latest] = [form.elements[`${end}_age`].value, form.elements[`${end}_age_latest`].value];
  const name = `${end}_age`;
  const sure = form.elements[`${end}_sure`].value;
  if (age === "") return latest === "" || sure !== "between" ? {} : { [`${name}_latest`]: latest };
  switch (sure) {
    case "about":
      return { [name]: String(Math.max(0, Number(age) - AROUND)), [`${name}_latest`]: String(Math.min(OLDEST, Number(age) + AROUND)) };
    case "between":
      return latest === "" ? { [name]: age } : { [name]: age, [`${name}_latest`]: latest };
    case "later":
      return { [name]: age, [`${name}_latest`]: "open" };
    case "earlier":
      return { [`${name}_latest`]: age };
    default:
      return { [name]: age };
  }
}

/* Lays an end, as [earliest, latest], into the form. */
export function fillEnd(form, end, [first, last] = [null, null]) {
  const none = first === null && last === null;
  const sure = none || first === last ? "" : first === null ? "earlier" : last === null ? "later" : "between";
  form.elements[`${end}_age`].value = first ?? last ?? "";
  form.elements[`${end}_sure`].value = sure;
  form.elements[`${end}_age_latest`].value = sure === "between" ? last : "";
}

/* Shows the second age where there are two, in the words of the shape; says whether the thing surely ends before it begins. */
export function adaptEnds(form, moment) {
  for (const one of form.querySelectorAll("[data-of-moment]")) {
    one.dataset.ofPeriod ??= one.textContent;
    one.textContent = moment ? one.dataset.ofMoment : one.dataset.ofPeriod;
  }
  for (const end of ["from", "to"]) {
    const sure = form.querySelector(`[data-sure=${end}]`);
    form.querySelector(`[data-age=${end}]`).hidden = sure.hidden = end === "to" && moment;
    sure.querySelector("[data-latest]").hidden = form.elements[`${end}_sure`].value !== "between";
    setTooEarly(form, end);
  }
  const begins = said(form, "from").from_age;
  const { to_age: ends, to_age_latest: latest } = said(form, "to");
  const until = latest === "open" ? "" : (latest ?? ends ?? "");
  const backwards = !moment && begins && until !== "" && Number(until) < Number(begins);
  form.elements.to_age.setCustomValidity(backwards ? "backwards" : "");
}

function setTooEarly(form, end) {
  const [age, latest] = [form.elements[`${end}_age`].value, form.elements[`${end}_age_latest`]];
  const between = form.elements[`${end}_sure`].value === "between";
  latest.setCustomValidity(between && age !== "" && latest.value !== "" && Number(latest.value) < Number(age) ? "backwards" : "");
}

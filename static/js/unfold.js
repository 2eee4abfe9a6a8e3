/* A form with data-unfolds asks one question at a time: a tap on an answer folds it into a line and opens the next one.
   A line opens its question again. Keys choose without moving anything; the button data-unfolds-on goes on then. A
   question with data-unfolds-when is asked once an answer that its selector names is chosen. A question of boxes stands
   last, together with data-unfolds-end: none of them is an answer, too. Without a script all stand on one page. */

const TWICE = 400; // ms: a second tap in the same place was not meant for the question that comes there

const form = document.querySelector("form[data-unfolds]");

const chosen = (question) => question.querySelector("input:checked");
const isRuledOut = (answer) => getComputedStyle(answer.closest("label")).display === "none"; // parts.css
const ofBoxes = (question) => Boolean(question.querySelector("input[type=checkbox]"));

function lineOf(question) {
  const line = document.createElement("button");
  const [asked, answer] = [document.createElement("span"), document.createElement("span")];
  line.type = "button";
  line.className = "answer";
  asked.append(question.querySelector("legend").textContent);
  line.append(asked, " ", answer);
  question.before(line);
  return { line, answer };
}

function start() {
  const questions = [...form.querySelectorAll(":scope > fieldset")];
  const lines = questions.map(lineOf);
  const on = form.querySelector("[data-unfolds-on]");
  const end = form.querySelector("[data-unfolds-end]");
  const asked = () => questions.filter(({ dataset }) => !dataset.unfoldsWhen || form.querySelector(dataset.unfoldsWhen));
  const next = () => asked().find((each) => !chosen(each) || ofBoxes(each));
  let open = asked().find((each) => each.querySelector(".errorlist")) ?? next();
  let tapped = false;

  function show() {
    questions.forEach((question, place) => {
      const { line, answer } = lines[place];
      question.hidden = question !== open;
      line.hidden = question === open || !chosen(question) || !asked().includes(question);
      const words = [...question.querySelectorAll("input:checked")].map((one) => one.closest("label").textContent.trim());
      answer.textContent = words.join(", ");
    });
    on.hidden = !open || ofBoxes(open) || !chosen(open);
    end.hidden = Boolean(open) && !ofBoxes(open);
  }

  function turnTo(question) {
    open = question;
    show();
    const at = open ? (chosen(open) ?? [...open.querySelectorAll("input")].find((one) => one.getClientRects().length)) : end.querySelector("button");
    at.focus();
    (end.hidden ? open : end).scrollIntoView({ block: "nearest" });
  }

  function goOn() {
    turnTo(next());
    form.style.pointerEvents = "none";
    setTimeout(() => (form.style.pointerEvents = ""), TWICE);
  }

  questions.forEach((question, place) => lines[place].line.addEventListener("click", () => turnTo(question)));
  on.addEventListener("click", goOn);
  form.addEventListener("pointerdown", (event) => (tapped = Boolean(event.target.closest("label"))));
  form.addEventListener("keydown", () => (tapped = false));
  form.addEventListener("click", (event) => {
    const led = event.target.hash && questions.find((each) => each.querySelector(event.target.hash));
    if (led) return event.preventDefault(), turnTo(led); // from what is said above the form to the question it names
    if (!open?.contains(event.target) || event.target.type !== "radio") return;
    for (const one of form.querySelectorAll("input:checked")) if (isRuledOut(one)) one.checked = false;
    (tapped ? goOn : show)();
  });
  form.addEventListener("submit", (event) => {
    if (end.hidden) event.preventDefault(); // Enter within a question
    if (end.hidden && !on.hidden) goOn();
  });
  form.dataset.unfolds = "on";
  show();
}

if (form) start();

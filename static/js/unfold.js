/* A form with data-unfolds asks one question at a time: a tap on an answer folds it into a line and opens the next one.
   A line opens its question again. Keys choose without moving anything; the button data-unfolds-on goes on then.
   data-unfolds-end is shown once every question has its answer; a details with data-opens unfolds when an answer that
   its selector names is chosen. Without a script all questions stand on one page. */

const form = document.querySelector("form[data-unfolds]");

function chosen(question) {
  return question.querySelector("input:checked");
}

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
  let open = questions.find((each) => each.querySelector(".errorlist")) ?? questions.find((each) => !chosen(each));
  let tapped = false;

  function show() {
    questions.forEach((question, place) => {
      const { line, answer } = lines[place];
      question.hidden = question !== open;
      line.hidden = question === open || !chosen(question);
      answer.textContent = chosen(question)?.closest("label").textContent.trim() ?? "";
    });
    on.hidden = !open || !chosen(open);
    end.hidden = Boolean(open);
    for (const each of end.querySelectorAll("[data-opens]")) each.open ||= Boolean(form.querySelector(each.dataset.opens));
  }

  function turnTo(question) {
    open = question;
    show();
    const next = open ? (chosen(open) ?? open.querySelector("input")) : end.querySelector("button");
    next.focus();
    (open ?? end).scrollIntoView({ block: "nearest" });
  }

  function goOn() {
    turnTo(questions.find((each) => !chosen(each)));
  }

  questions.forEach((question, place) => lines[place].line.addEventListener("click", () => turnTo(question)));
  on.addEventListener("click", goOn);
  form.addEventListener("pointerdown", (event) => {
    tapped = Boolean(event.target.closest("label"));
  });
  form.addEventListener("keydown", () => {
    tapped = false;
  });
  form.addEventListener("click", (event) => {
    if (!open?.contains(event.target) || event.target.type !== "radio") return;
    if (tapped) goOn();
    else show();
  });
  form.addEventListener("submit", (event) => {
    if (!open) return;
    event.preventDefault(); // Enter within a question
    if (chosen(open)) goOn();
  });
  form.dataset.unfolds = "on";
  show();
}

if (form) start();

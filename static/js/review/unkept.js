/* A browser keeps what a form sends with its history, in a file on the disk; a part of the form that is a file it keeps
   not. So the words of a text are sent as such parts. Without a script they are sent as fields, and the browser may
   keep them. */

const UNKEPT = ["text", "known", "raw", "decisions", "more"];

for (const form of document.querySelectorAll("form[data-unsaved][enctype='multipart/form-data']")) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const name of UNKEPT) {
      const words = formData.get(name);
      if (typeof words === "string") formData.set(name, new Blob([words], { type: "text/plain" }), "words");
    }
  });
}

/* The other screen asks whether she would like to look at everything once more. It hears that hers asks her, that she
   looks, has stopped or has seen everything (reviewing.js): not what she looks at. Not now is as good an answer as any. */

export function tell(how) {
  document.dispatchEvent(new CustomEvent("attune:review", { detail: `review ${how}` }));
}

export class Offered {
  constructor(sheets, dialog, open) {
    this.place = sheets.board.querySelector("[data-offer]");
    document.addEventListener("attune:offered", () => (dialog.open ? tell("on") : sheets.whenFree(() => this.ask())));
    this.place.querySelector("[data-offer-yes]").addEventListener("click", open);
    this.place.querySelector("[data-offer-no]").addEventListener("click", () => {
      this.hide();
      sheets.board.querySelector("[data-list-title]").focus({ preventScroll: true });
      tell("off");
    });
  }

  ask() {
    this.place.hidden = false;
    this.place.scrollIntoView({ block: "nearest" });
    tell("asked");
  }

  hide() {
    this.place.hidden = true;
  }
}

/* What she says without a word, on the interviewer's screen: handed to the room, which answers once it has shown it.
   A page that shows none (it has no data-signal-shown) neither asks nor answers. */

export class Signalled {
  constructor(say) {
    this.say = say;
    this.shows = document.querySelector("[data-signal-shown]") !== null;
    this.saw = ({ detail }) => this.say({ seen: { n: detail } });
    if (this.shows) document.addEventListener("attune:seen", this.saw);
  }

  /* A line was opened: what holds is asked for, since nobody keeps it. */
  opened() {
    if (this.shows) this.say({ seen: { n: null } });
  }

  signal(what) {
    if (this.shows) document.dispatchEvent(new CustomEvent("attune:signal", { detail: what }));
  }

  stop() {
    document.removeEventListener("attune:seen", this.saw);
  }
}

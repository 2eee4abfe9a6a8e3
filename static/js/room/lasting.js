/* A pause that arrives late closes no screen of hers: they may have gone on. Where it still lasts once all has arrived, it
   is said once more, so that her screen is not left lying. */

const LATE = 30000; // interviews/services/room.py: one that took a minute closes nothing

export class Lasting {
  constructor(again, { now }) {
    Object.assign(this, { again, ahead: Number(now) - Date.now(), late: false });
  }

  /* Of a letter from before this page nobody here can say what it is. */
  heard({ kind, made, sealed }, { paused }, all) {
    this.late ||= Boolean(sealed) || (kind === "pause" && Date.now() + this.ahead - made > LATE);
    if (!all) return;
    if (paused && this.late) this.again();
    this.late = false;
  }
}

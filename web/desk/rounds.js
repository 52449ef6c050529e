// Does something again and again while somebody can see the page, and at once when what it is about has changed
// or the page comes back into view.

const calmMs = 30_000; // between two rounds while the daemon says what changes: time itself changes things too
const gapMs = 2_000;   // at least, however often something changes

// Only a page in view has a stream: a browser keeps few connections to one address.
class Changes {
  #source = null;
  constructor(subjects, heard) {
    this.subjects = subjects;
    this.heard = heard;
  }
  open() {
    if (this.#source || this.subjects.length === 0) return;
    this.#source = new EventSource('/v1/events');
    this.#source.addEventListener('changed', event => {
      if (JSON.parse(event.data).some(subject => this.subjects.includes(subject))) this.heard();
    });
  }
  close() {
    this.#source?.close();
    this.#source = null;
  }
  get live() {
    return this.#source?.readyState === EventSource.OPEN;
  }
}

// `subjects` are tags of the daemon's interface ("screens", "media"); without a stream, rounds come every `everyMs`.
// `round` may refuse: that is told above the view, which stays. Returns a function that ends it.
export function everyWhileSeen(everyMs, subjects, page, round) {
  let stopped = false, timer = 0, running = false, wanted = false, ended = 0;
  const changes = new Changes(subjects, () => {
    wanted = true;
    plan();
  });
  const plan = () => {
    clearTimeout(timer);
    if (stopped || running) return;
    const pause = wanted ? gapMs : changes.live ? Math.max(everyMs, calmMs) : everyMs;
    timer = setTimeout(once, Math.max(0, ended + pause - performance.now()));
  };
  const once = async () => {
    if (running || stopped || document.hidden) return;
    running = true;
    wanted = false;
    try {
      await round(() => stopped);
      if (!stopped) page.clearTrouble();
    } catch (refused) {
      if (refused.status === undefined) throw refused;
      if (!stopped) page.trouble(refused);
    } finally {
      running = false;
      ended = performance.now();
      plan();
    }
  };
  const seen = () => {
    if (stopped) return;
    if (document.hidden) {
      changes.close();
      return;
    }
    changes.open();
    clearTimeout(timer);
    once();
  };
  document.addEventListener('visibilitychange', seen);
  seen();
  return () => {
    stopped = true;
    changes.close();
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', seen);
  };
}

// What screens show next, by the published programme: from the daemon's timeline, which is the screens' own.

import {tr} from '../common/catalogue.js';
import {visible} from '../common/dom.js';
import {read} from './daemon.js';

export const scheduleFrom = (name, from, max) =>
  read(`/v1/screens/${encodeURIComponent(name)}/schedule?from=${from}&max=${max}`);

export const slotTitle = slot => slot.campaign === null ? tr('the slate') : visible(slot.title || slot.media);

// The clock of the site, whatever the browser's is.
export const clockOf = timezone => {
  const format = new Intl.DateTimeFormat('en-GB', {timeZone: timezone, hour: '2-digit', minute: '2-digit', second: '2-digit'});
  return ms => format.format(new Date(ms));
};

// What is on at `now` and what follows it; of the same item's pages only the first.
export function nowAndNext(slots, now) {
  const [first, ...later] = slots;
  if (!first) return {};
  if (first.from > now) return {opens: first.from, next: first};
  const same = slot => slot.campaign === first.campaign && slot.media === first.media && slot.item === first.item;
  const next = later.find(slot => !same(slot));
  const last = later.slice(0, next ? later.indexOf(next) : later.length).at(-1) ?? first;
  return {now: first, until: last.to, next};
}

// Keeps the schedules of the screens that somebody looks at, and asks again once one has run out.
export class Schedules {
  #slots = new Map();
  async refresh(names, now) {
    for (const name of names) {
      if ((this.#slots.get(name)?.at(-1)?.to ?? 0) > now + 60_000) continue;
      try {
        this.#slots.set(name, (await scheduleFrom(name, now, 30)).slots);
      } catch (refused) {
        if (refused.status !== 404) throw refused;
        this.#slots.set(name, []);
      }
    }
  }
  at(name, now) {
    return nowAndNext((this.#slots.get(name) ?? []).filter(slot => slot.to > now), now);
  }
  forget() {
    this.#slots.clear();
  }
}

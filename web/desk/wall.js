// The wall: a tile for each screen, the worst first, with its newest picture, what is on and what comes next. What
// is wrong says the daemon. With an address "#wall/NAME" one screen fills the view (screen.js).

import {tr} from '../common/catalogue.js';
import {element, visible} from '../common/dom.js';
import {read} from './daemon.js';
import {Pictures} from './pictures.js';
import {everyWhileSeen} from './rounds.js';
import {clockOf, Schedules, slotTitle} from './schedule.js';
import {showScreen} from './screen.js';
import {needsAttention, problemsOf, shownWords, stateWord, worstFirst} from './screen_words.js';
import {ago} from './words.js';

const everyMs = 10_000; // where the daemon does not say what changes

const reports = screen => screen.pairing === 'paired' && screen.last_seen;

// Lines about now and later; `plan` is nowAndNext() of the published programme.
export function playingLines(screen, plan, clock) {
  if (!reports(screen)) return [];
  const shown = visible(shownWords(screen));
  const now = !shown ? '' : plan.until ? tr('On now: {}, until {}', shown, clock(plan.until)) : tr('On now: {}', shown);
  const next = !plan.next ? '' : plan.opens ? tr('At {}: {}', clock(plan.opens), slotTitle(plan.next)) : tr('Then: {}', slotTitle(plan.next));
  return [now ? element('p', {class: 'now'}, now) : null, next ? element('p', {}, next) : null];
}

function tile(screen, image, plan, now, clock) {
  const title = visible(screen.title || screen.name);
  return element('li', {class: needsAttention(screen) ? 'tile bad' : 'tile', 'data-screen': screen.name},
    element('div', {class: 'picture'}, image
      ? element('img', {src: image, alt: tr('What {} shows', title)})
      : element('span', {}, tr('No picture yet'))),
    element('div', {class: 'words'},
      element('h2', {}, element('a', {href: `#wall/${encodeURIComponent(screen.name)}`, class: 'stretched-link'}, title)),
      element('p', {class: 'quiet'}, [screen.venue, stateWord(screen)].filter(text => text).map(visible).join(' · ')),
      playingLines(screen, plan, clock),
      screen.last_seen ? element('p', {class: 'quiet'}, tr('Last report: {}', ago(screen.last_seen, now))) : null,
      problemsOf(screen).map(text => element('p', {class: 'problem'}, visible(text)))));
}

function summaryText(screens) {
  const bad = screens.filter(needsAttention).length;
  if (screens.length === 0) return tr('There is no screen yet. A technician pairs one with "bangtin screen pair".');
  return bad === 0 ? tr('Screens: {}', screens.length) : tr('Screens: {}. They need attention: {}.', screens.length, bad);
}

// Tiles far below the fold cost neither pictures nor schedules.
const inView = list => [...list.children].filter(one => {
  const {top, bottom} = one.getBoundingClientRect();
  return bottom > -innerHeight && top < 2 * innerHeight;
}).map(one => one.dataset.screen);

function showTiles(into, page) {
  const list = element('ul', {class: 'wall', id: 'wall'});
  const summary = element('p', {class: 'summary', id: 'summary', role: 'status'});
  into.replaceChildren(summary, list);
  const pictures = new Pictures(), schedules = new Schedules();
  const stop = everyWhileSeen(everyMs, ['screens', 'programmes', 'notices'], page, async stopped => {
    const [screens, site] = await Promise.all([read('/v1/screens'), read('/v1/site')]);
    const clock = clockOf(site.timezone), began = performance.now();
    const draw = () => {
      if (stopped()) return;
      const now = site.now + Math.round(performance.now() - began);
      const focused = document.activeElement?.closest?.('.tile')?.dataset.screen;
      list.replaceChildren(...worstFirst(screens).map(one =>
        tile(one, pictures.of(one.name), schedules.at(one.name, now), now, clock)));
      if (focused) list.querySelector(`[data-screen="${CSS.escape(focused)}"] a`)?.focus();
    };
    const text = summaryText(screens);
    if (summary.textContent !== text && !stopped()) summary.textContent = text;
    draw();
    const near = inView(list);
    await schedules.refresh(near, site.now);
    for (const {name} of screens.filter(one => reports(one) && near.includes(one.name))) {
      if (stopped()) return;
      await pictures.refresh(name);
    }
    draw();
  });
  return () => {
    stop();
    pictures.forget();
    schedules.forget();
  };
}

export const show = (into, page) => page.place[0] ? showScreen(into, page, page.place[0]) : showTiles(into, page);

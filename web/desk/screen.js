// One screen, as large as it goes: a picture of the last seconds, what is on, what comes, what is wrong, and how
// its machine is.

import {tr} from '../common/catalogue.js';
import {element, visible} from '../common/dom.js';
import {read} from './daemon.js';
import {Pictures} from './pictures.js';
import {everyWhileSeen} from './rounds.js';
import {clockOf, scheduleFrom, slotTitle} from './schedule.js';
import {needsAttention, problemsOf, shownWords, stateWord} from './screen_words.js';
import {ago} from './words.js';

const everyMs = 2_000; // between two rounds; a round waits for the picture itself
const patienceS = 7;   // for the screen to answer with a fresh picture: none that is shown is older than 10 s
const slotsAhead = 12;

const one = (label, value) => value === '' || value === null || value === undefined ? null
  : [element('dt', {}, label), element('dd', {}, visible(String(value)))];

const gigabytes = bytes => `${(bytes / 1e9).toLocaleString(document.documentElement.lang, {maximumFractionDigits: 1})} GB`;

const facts = (screen, now) => element('dl', {class: 'facts', id: 'facts'},
  one(tr('State'), stateWord(screen)),
  one(tr('Venue'), screen.venue),
  one(tr('Last report'), screen.last_seen ? ago(screen.last_seen, now) : ''),
  one(tr('Programme'), screen.programme_version || ''),
  one(tr('Version of the player'), screen.version),
  one(tr('Free disk'), screen.last_seen ? gigabytes(screen.disk_free_bytes) : ''),
  one(tr('Temperature'), screen.temperature_mc === null ? '' : `${Math.round(screen.temperature_mc / 1000)} °C`),
  one(tr('Clock'), screen.last_seen ? tr('{} s off', Math.round(screen.clock_offset_ms / 1000)) : ''),
  one(tr('Records not sent yet'), screen.unsent_records || ''),
  one(tr('Frames dropped'), screen.frames_dropped || ''));

const row = (slot, clock) => element('tr', {},
  element('td', {}, clock(slot.from)),
  element('td', {}, slotTitle(slot), slot.page > 0 ? ` · ${tr('page {}', slot.page)}` : ''),
  element('td', {}, slot.campaign === null ? '' : visible(slot.campaign)));

const ahead = (slots, clock) => slots.length === 0
  ? element('p', {class: 'quiet'}, tr('The published programme has nothing for this screen.'))
  : element('table', {class: 'table', id: 'ahead'},
    element('thead', {}, element('tr', {}, ...[tr('From'), tr('Item'), tr('Campaign')].map(text => element('th', {scope: 'col'}, text)))),
    element('tbody', {}, slots.map(slot => row(slot, clock))));

async function slotsOf(name, now) {
  try {
    return (await scheduleFrom(name, now, slotsAhead)).slots;
  } catch (refused) {
    if (refused.status !== 404) throw refused;
    return [];
  }
}

export function showScreen(into, page, name) {
  const image = element('div', {class: 'picture large', id: 'picture'}, element('span', {}, tr('No picture yet')));
  const content = element('div', {id: 'screen'});
  into.replaceChildren(element('p', {}, element('a', {href: '#wall'}, tr('All screens'))), element('div', {class: 'one-screen'}, image, content));
  const pictures = new Pictures();
  const draw = (screen, slots, site) => {
    const clock = clockOf(site.timezone), shown = shownWords(screen);
    content.replaceChildren(
      element('h2', {class: needsAttention(screen) ? 'bad' : null}, visible(screen.title || screen.name)),
      ...problemsOf(screen).map(text => element('p', {class: 'problem'}, visible(text))),
      shown ? element('p', {class: 'now'}, tr('On now: {}', visible(shown))) : '',
      facts(screen, site.now),
      element('h3', {}, tr('What comes next')), ahead(slots, clock),
      element('h3', {}, tr('In a terminal')),
      element('p', {class: 'quiet'}, tr('Why this is on, and why other campaigns are not:')),
      element('pre', {}, `bangtin explain --screen ${name}`),
      element('p', {class: 'quiet'}, tr('An emergency notice to this screen alone, signed by an approver:')),
      element('pre', {}, `bangtin emergency start --screens ${name} --for 30m --text "…"`));
  };
  const stop = everyWhileSeen(everyMs, [], page, async stopped => {
    const [screens, site] = await Promise.all([read('/v1/screens'), read('/v1/site')]);
    const screen = screens.find(each => each.name === name);
    if (stopped()) return;
    if (!screen) {
      content.replaceChildren(element('p', {class: 'problem'}, tr('There is no screen of this name.')));
      return;
    }
    draw(screen, await slotsOf(name, site.now), site);
    if (screen.pairing !== 'paired' || !screen.last_seen) return;
    await pictures.refresh(name, patienceS);
    if (stopped() || !pictures.of(name)) return;
    image.replaceChildren(element('img', {src: pictures.of(name), alt: tr('What {} shows', visible(screen.title || screen.name))}));
  });
  return () => {
    stop();
    pictures.forget();
  };
}

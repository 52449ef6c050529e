// The wall: a tile for each screen with what it reported last, those that report a problem first. It judges
// nothing: whether a screen is silent for too long, or its display is off, says "bangtin status".

import {tr} from '../common/catalogue.js';
import {element, visible} from '../common/dom.js';
import {picture, read} from './daemon.js';
import {ago, words} from './words.js';

const everyMs = 10_000; // how often the list is asked for while somebody can see the page

const problemsOf = screen => [screen.problem, ...(screen.alarms ?? [])].filter(one => one);

// What reports a problem, then what is not paired, then by name.
export function problemsFirst(screens) {
  const rank = one => problemsOf(one).length > 0 ? 0 : one.pairing === 'paired' ? 2 : 1;
  return [...screens].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, 'vi'));
}

const special = {slate: () => tr('the slate'), closed: () => tr('closed'), pairing: () => tr('its pairing code'),
  notice: () => tr('an emergency notice'), 'no-display': () => tr('nothing: it has no display')};

function nowWords(screen) {
  if (screen.pairing !== 'paired') return tr('No player is paired with this screen.');
  if (!screen.last_seen) return tr('It has not reported yet.');
  const shown = screen.playing_title || special[screen.now_playing]?.() || screen.now_playing;
  return shown ? tr('At its last report: {}', visible(shown)) : '';
}

function tile(screen, image, now) {
  const problems = problemsOf(screen);
  const title = visible(screen.title || screen.name);
  return element('li', {class: problems.length > 0 ? 'tile bad' : 'tile', 'data-screen': screen.name},
    element('div', {class: 'picture'}, image
      ? element('img', {src: image, alt: tr('What {} shows', title)})
      : element('span', {}, tr('No picture yet'))),
    element('div', {class: 'words'},
      element('h2', {}, title),
      screen.venue ? element('p', {class: 'quiet'}, visible(screen.venue)) : null,
      element('p', {class: 'now'}, nowWords(screen)),
      screen.last_seen ? element('p', {class: 'quiet'}, tr('Last report: {}', ago(screen.last_seen, now))) : null,
      problems.map(one => element('p', {class: 'problem'}, [one.what, one.remedy].map(words).filter(text => text).join(': ')))));
}

// The newest picture that the daemon has of each screen, as addresses for <img>.
class Pictures {
  #addresses = new Map();
  async refresh(screens) {
    for (const {name, pairing} of screens) {
      if (pairing !== 'paired') continue;
      try {
        const blob = await picture(`/v1/screens/${encodeURIComponent(name)}/shot`);
        this.#put(name, URL.createObjectURL(blob));
      } catch (refused) {
        if (refused.status !== 404) throw refused;
      }
    }
  }
  of(name) {
    return this.#addresses.get(name);
  }
  #put(name, address) {
    if (this.#addresses.has(name)) URL.revokeObjectURL(this.#addresses.get(name));
    this.#addresses.set(name, address);
  }
  forget() {
    for (const address of this.#addresses.values()) URL.revokeObjectURL(address);
    this.#addresses.clear();
  }
}

// Draws and keeps drawing until the returned function is called. What refuses is told above the wall, which stays.
export function show(into, page) {
  const list = element('ul', {class: 'wall', id: 'wall'});
  const summary = element('p', {class: 'summary', id: 'summary', role: 'status'});
  into.replaceChildren(summary, list);
  const pictures = new Pictures();
  let stopped = false, timer = 0, drawn = '';
  const draw = (screens, now) => {
    const bad = screens.filter(one => problemsOf(one).length > 0).length;
    const text = screens.length === 0 ? tr('There is no screen yet. A technician pairs one with "bangtin screen pair".')
      : bad === 0 ? tr('Screens: {}', screens.length) : tr('Screens: {}. They report a problem: {}.', screens.length, bad);
    if (summary.textContent !== text) summary.textContent = text;
    list.replaceChildren(...problemsFirst(screens).map(one => tile(one, pictures.of(one.name), now)));
  };
  const round = async () => {
    try {
      if (document.hidden && drawn) return;
      const [screens, site] = [await read('/v1/screens'), await read('/v1/site')];
      if (stopped) return;
      draw(screens, site.now);
      drawn = 'yes';
      await pictures.refresh(screens);
      if (stopped) return;
      draw(screens, site.now);
      page.clearTrouble();
    } catch (refused) {
      if (refused.status === undefined) throw refused;
      if (!stopped) page.trouble(refused);
    } finally {
      if (!stopped) timer = setTimeout(round, everyMs);
    }
  };
  const seen = () => {
    if (document.hidden || stopped) return;
    clearTimeout(timer);
    round();
  };
  document.addEventListener('visibilitychange', seen);
  round();
  return () => {
    stopped = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', seen);
    pictures.forget();
  };
}

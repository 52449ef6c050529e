// What the daemon's judgement of a screen means to a person. The order is by how much it matters, the worst first.

import {tr} from '../common/catalogue.js';
import {words} from './words.js';

const states = {
  no_player: () => [tr('no player'), tr('no player is paired as this screen')],
  silent: () => [tr('silent'), tr('has not been heard of'), tr('check its power and its network; it plays on without them')],
  no_display: () => [tr('no display'), tr('no display: it shows nothing, and nothing counts'), tr('connect a display and switch it on')],
  display_off: () => [tr('display off'), tr('its display is off or unplugged: what it plays does not count'), tr('check the display')],
  evidence_doubt: () => [tr('evidence in doubt')],
  unpaired: () => [tr('unpaired'), tr('is unpaired; its player plays on and shows a code')],
  never_seen: () => [tr('not seen yet'), tr('has not reported since it was paired')],
  not_planned: () => [tr('not in the programme'), tr('the published programme has no such screen, so it shows the slate'),
    tr('add it to the programme, or pair its player as another screen')],
  faulty: () => [tr('has a problem')],
  updates: () => [tr('updates')],
  closed: () => [tr('closed')],
  fine: () => [tr('fine')],
};
const order = Object.keys(states);
const firstGood = order.indexOf('updates');

const rank = screen => {
  const place = order.indexOf(screen.state);
  return place < 0 ? order.length : place; // a newer daemon's word
};

export const needsAttention = screen => rank(screen) < firstGood;

export const worstFirst = screens =>
  [...screens].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, 'vi'));

export const stateWord = screen => states[screen.state]?.()[0] ?? screen.state;

const sentence = text => text.charAt(0).toUpperCase() + text.slice(1);

// Sentences, each with its remedy.
export function problemsOf(screen) {
  const [, what, remedy] = states[screen.state]?.() ?? [];
  const told = [screen.problem, ...(screen.alarms ?? [])].filter(one => one)
    .map(one => [one.what, one.remedy].map(words).filter(text => text).join(': '));
  return [...(what ? [[what, remedy].filter(text => text).join(': ')] : []), ...told].map(sentence);
}

const special = {slate: () => tr('the slate'), closed: () => tr('closed'), pairing: () => tr('its pairing code'),
  notice: () => tr('an emergency notice'), 'no-display': () => tr('nothing: it has no display')};

export const shownWords = screen => screen.playing_title || special[screen.now_playing]?.() || screen.now_playing;

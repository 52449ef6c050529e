// One media item: what it shows, what is known of it, where it is used; an editor changes, removes and restores it.

import {tr} from '../common/catalogue.js';
import {element} from '../common/dom.js';
import {change, read} from './daemon.js';
import {editForm} from './library_edit.js';
import {playerOf} from './library_player.js';
import {factsOf, reason, titleOf} from './media_words.js';
import {mayEdit, refusalWords, words} from './words.js';

const facts = (item, site) => element('dl', {class: 'facts'},
  factsOf(item, site.timezone).map(([label, text]) => [element('dt', {}, label), element('dd', {}, text)]));

function usesPart(uses) {
  if (uses.length === 0) return element('p', {}, tr('Nothing uses it: neither the draft, nor the published programme, a notice or another item.'));
  return element('ul', {}, uses.map(one => element('li', {}, words(one))));
}

const section = (title, ...parts) => element('section', {class: 'card-part'}, element('h3', {}, title), parts);

// What the daemon says stands beside the button that was pressed.
function removal(item, changed) {
  const said = element('div', {role: 'alert', id: 'removal-state'});
  const path = `/v1/media/items/${item.id}`;
  const send = (method, where) => async () => {
    said.replaceChildren();
    try {
      changed(await (await change(method, where)).json());
    } catch (refused) {
      if (refused.status === undefined) throw refused;
      said.replaceChildren(element('p', {class: 'problem'}, refused.what ? reason(refused) : refusalWords(refused)));
    }
  };
  const button = item.removed
    ? element('button', {type: 'button', id: 'restore', class: 'btn btn-primary', onclick: send('POST', `${path}/restore`)}, tr('Restore'))
    : element('button', {type: 'button', id: 'remove', class: 'btn btn-outline-danger', onclick: send('DELETE', path)}, tr('Remove'));
  const note = item.removed ? tr('It was removed. It can be restored for 30 days.')
    : tr('An item that nothing uses can be removed, and restored for 30 days.');
  return section(item.removed ? tr('Restore') : tr('Remove'), element('p', {class: 'quiet'}, note), button, said);
}

// Draws and returns a function that stops it.
export function showItem(into, page, id) {
  let stopped = false;
  const draw = (item, {site, uses, choices}, note = '') => {
    if (stopped) return;
    const redraw = (changed, text) => draw(changed, {site, uses, choices}, text);
    into.replaceChildren(
      element('p', {}, element('a', {href: '#library'}, tr('Back to the library'))),
      element('h2', {id: 'title', tabindex: '-1'}, titleOf(item)),
      element('div', {role: 'status', id: 'changed'}, note ? element('p', {class: 'well'}, note) : null),
      (item.warnings ?? []).map(one => element('p', {class: 'problem'}, words(one))),
      element('div', {class: 'item'},
        element('div', {}, playerOf(item), section(tr('Where it is used'), usesPart(uses)), section(tr('What is known of it'), facts(item, site))),
        mayEdit(page.session) ? element('div', {},
          item.removed ? null : editForm(item, {uses, choices, saved: redraw}),
          removal(item, changed => redraw(changed, changed.removed ? tr('It is removed.') : tr('It is back.')))) : null));
    if (note) into.querySelector('#title').focus();
  };
  const start = async () => {
    try {
      const path = `/v1/media/items/${encodeURIComponent(id)}`;
      const [item, {uses}, site] = await Promise.all([read(path), read(`${path}/uses`), read('/v1/site')]);
      const choices = mayEdit(page.session) ? await read('/v1/media/search?kind=subtitles&order=file&count=200') : null;
      draw(item, {site, uses, choices});
    } catch (refused) {
      if (refused.status === undefined) throw refused;
      if (!stopped) page.trouble(refused);
    }
  };
  start();
  return () => {
    stopped = true;
    into.querySelector('video')?.pause();
  };
}

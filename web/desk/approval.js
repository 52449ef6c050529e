// The draft against the published programme, who approved what, and the way of an approval that is signed elsewhere.
// No key and no passphrase is asked for here: this page comes from the daemon, which nobody has to trust.

import {changeCard, programmeCards} from '../common/changes.js';
import {tr} from '../common/catalogue.js';
import {difference} from '../common/difference.js';
import {element, visible} from '../common/dom.js';
import {instant} from '../common/words.js';
import {change, read} from './daemon.js';
import {everyWhileSeen} from './rounds.js';
import {offerOf, BadSignature} from './signature_file.js';
import {refusalWords} from './words.js';

const everyMs = 20_000;

async function readOrNone(path) {
  try {
    return await read(path);
  } catch (refused) {
    if (refused.status !== 404) throw refused;
    return null;
  }
}

// A small picture of an item that is new or another one; the page of the library has it in full.
const thumbnail = item => element('a', {href: `#library/${item.id}`}, element('img', {
  src: `/v1/media/items/${item.id}/thumbnail`, alt: visible(item.title || item.name), loading: 'lazy',
  onerror: event => event.target.remove()}));

function changesOf(before, draft) {
  const card = found => {
    const item = found.kind === 'media' && found.change !== 'removed' ? draft.media.find(one => one.name === found.name) : null;
    return changeCard(found, item ? [thumbnail(item)] : []);
  };
  return [...programmeCards(before, draft), ...difference(before, draft).map(card)];
}

function changesPart(draft, published) {
  if (!draft) return [element('p', {class: 'quiet'}, tr('There is no draft yet.'))];
  const before = published ? JSON.parse(published.bytes) : null;
  const cards = changesOf(before, draft);
  if (before && cards.length === 0) return [element('p', {class: 'quiet'}, tr('The draft is what is published: there is nothing to approve.'))];
  return [element('p', {}, before ? tr('Compared with version {}, which is published:', before.version)
    : tr('Nothing is published yet, so everything is new:')), element('div', {class: 'changes', id: 'changes'}, cards)];
}

const waitingPart = (waiting, timezone) => waiting ? element('p', {class: 'problem', id: 'waiting'},
  tr('Version {} waits for a second signature: {} signed it at {}.', waiting.version, visible(waiting.approver), instant(waiting.issued, timezone))) : null;

function handIn(page, done) {
  const state = element('div', {id: 'hand-in-state', 'aria-live': 'assertive'});
  const tell = (kind, text) => state.replaceChildren(element('p', {class: kind}, text));
  const take = async event => {
    const [file] = event.target.files;
    if (!file) return;
    state.replaceChildren();
    try {
      const answer = await (await change('POST', '/v1/exported-draft/signature', offerOf(await file.text()))).json();
      tell('good', answer.waits ? tr('Version {} waits for the second signature.', answer.programme.version)
        : tr('Version {} is published: the screens change over.', answer.programme.version));
      done();
    } catch (failed) {
      if (failed instanceof BadSignature) tell('problem', tr('"{}" is no signature file. It is the file that approve.html saved after signing.', file.name));
      else if (failed.status === undefined) throw failed;
      else if (failed.status === 401) page.trouble(failed);
      else tell('problem', refusalWords(failed));
    } finally {
      event.target.value = '';
    }
  };
  return element('div', {},
    element('ol', {},
      element('li', {}, tr('"bangtin approve --export FILE" writes the draft into a file.')),
      element('li', {}, tr('The approver opens it in approve.html on the own machine, looks at everything, and signs.')),
      element('li', {}, tr('Anybody with the role of an editor hands the signature file in here.'))),
    page.session.role === 'viewer' ? null : [element('label', {for: 'signature', class: 'form-label'}, tr('The signature file')),
      element('input', {type: 'file', id: 'signature', class: 'form-control', onchange: take})],
    state);
}

function historyTable(versions, timezone) {
  if (versions.length === 0) return element('p', {class: 'quiet'}, tr('Nothing was approved yet.'));
  const row = one => element('tr', {}, element('td', {}, String(one.version)), element('td', {}, visible(one.approver)),
    element('td', {}, instant(one.issued, timezone)), element('td', {}, instant(one.expires, timezone)));
  return element('div', {class: 'wide'}, element('table', {class: 'table counts', id: 'versions'},
    element('thead', {}, element('tr', {}, [tr('Version'), tr('Approved by'), tr('Approved at'), tr('Valid until')].map(text => element('th', {scope: 'col'}, text)))),
    element('tbody', {}, versions.slice(0, 30).map(row))));
}

export function show(into, page) {
  const changes = element('div'), waits = element('div'), history = element('div');
  let drawn = '';
  const round = async stopped => {
    const [site, draft, published, versions] = await Promise.all([read('/v1/site'), readOrNone('/v1/draft'),
      readOrNone('/v1/programmes/current'), read('/v1/programmes')]);
    const seen = JSON.stringify([draft, published?.bytes, site.waiting, versions.length]);
    if (stopped() || seen === drawn) return;
    drawn = seen;
    waits.replaceChildren(waitingPart(site.waiting, site.timezone) ?? '');
    changes.replaceChildren(...changesPart(draft, published));
    history.replaceChildren(historyTable(versions, site.timezone));
  };
  into.replaceChildren(waits, element('h2', {}, tr('What would change')), changes,
    element('h2', {class: 'mt-4'}, tr('Approve')), handIn(page, () => {
      drawn = '';
    }),
    element('h2', {class: 'mt-4'}, tr('What was approved')), history);
  return everyWhileSeen(everyMs, ['programmes', 'media'], page, round);
}

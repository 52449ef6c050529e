// Where files are dropped or chosen, and the rows of those that are on their way.

import {tr} from '../common/catalogue.js';
import {element, visible} from '../common/dom.js';
import {duration, size} from '../common/words.js';
import {filesOf} from './dropped_files.js';
import {factsText, reason} from './media_words.js';
import {addFiles, cancel, forgetFinal, isFinal, keepFor, listen, transfers, tryAgain} from './transfers.js';
import {refusalWords} from './words.js';
import {Unreadable} from './upload.js';

const rowsShown = 50; // those that are not finished come first
const stateWords = {
  waiting: () => tr('waiting'),
  reading: one => tr('reading: {} of {}', size(one.done), size(one.file.size)),
  sending: one => tr('sending: {} of {}', size(one.done), size(one.file.size)),
  ordered: one => one.job.state === 'queued' ? tr('waiting for its turn') : tr('examining: {} %', one.job.progress_pct),
  accepted: one => tr('accepted: {}', factsText(one.item)),
  duplicate: one => tr('already there: {}', factsText(one.item)),
  rejected: one => tr('rejected: {}', whyNot(one.refused)),
  cancelled: () => tr('cancelled'),
};

function whyNot(refused) {
  if (refused instanceof Unreadable) return tr('it cannot be read; it was changed or moved: choose it again');
  return refused.what ? reason(refused) : refusalWords(refused);
}

// "2,5 MB/s, 40 s left"
function paceWords(one) {
  if (one.broken) return tr('the connection broke; trying again');
  if (one.state === 'ordered') return one.job.eta_s > 0 ? tr('{} left', duration(one.job.eta_s * 1000)) : '';
  if (isFinal(one) || one.state === 'waiting') return '';
  const left = one.rate.left(one.file.size);
  return left === null ? '' : tr('{}/s, {} left', size(one.rate.perSecond()), duration(left * 1000));
}

const shareOf = one => one.state === 'ordered' ? one.job.progress_pct / 100 : one.done / Math.max(1, one.file.size);

// One row, whose parts are changed in place: a screen reader hears only what is new.
function drawRow(one) {
  const name = visible(one.file.name);
  const bar = element('progress', {max: 1, value: 0, 'aria-label': name});
  const state = element('p', {class: 'transfer-state', role: 'status'}), pace = element('p', {class: 'quiet transfer-pace'});
  const actions = element('div', {class: 'transfer-actions'});
  const update = () => {
    const text = stateWords[one.state](one);
    // Every number would be read out; so while they run they are quiet.
    state.setAttribute('aria-live', isFinal(one) ? 'polite' : 'off');
    if (state.textContent !== text) state.textContent = text;
    pace.textContent = paceWords(one);
    bar.value = shareOf(one);
    bar.hidden = isFinal(one) || one.state === 'waiting';
    part.className = `transfer ${one.state}`;
    if (actions.dataset.state === one.state) return;
    actions.dataset.state = one.state;
    actions.replaceChildren(...actionsOf(one, name));
  };
  const part = element('li', {}, element('strong', {}, name), bar, state, pace, actions);
  update();
  return {part, update};
}

function actionsOf(one, name) {
  const button = (text, label, act) => element('button', {type: 'button', class: 'btn btn-sm btn-outline-secondary', 'aria-label': label, onclick: () => act(one)}, text);
  if (one.item) return [element('a', {href: `#library/${one.item.id}`}, tr('Open {}', visible(one.item.title || one.item.file)))];
  if (!isFinal(one)) return [button(tr('Cancel'), tr('Cancel {}', name), cancel)];
  return [button(tr('Try again'), tr('Try again: {}', name), tryAgain)];
}

const batchFields = [['title', () => tr('Title')], ['theme', () => tr('Theme')], ['audience', () => tr('Audience')], ['owner', () => tr('Owner')]];

function batchPart() {
  const inputs = batchFields.map(([key, label]) => {
    const input = element('input', {type: 'text', id: `batch-${key}`, class: 'form-control'});
    return {key, input, part: element('div', {}, element('label', {for: `batch-${key}`, class: 'form-label'}, label()), input)};
  });
  return {words: () => Object.fromEntries(inputs.map(one => [one.key, one.input.value.trim()])),
    part: element('details', {}, element('summary', {}, tr('What to write about all of them')), element('div', {class: 'batch'}, inputs.map(one => one.part)))};
}

function chooser(id, label, isFolder, add) {
  const input = element('input', {type: 'file', id, class: 'visually-hidden', multiple: true, webkitdirectory: isFolder, tabindex: '-1', 'aria-hidden': 'true',
    onchange: () => {
      add([...input.files].filter(file => !file.name.startsWith('.')));
      input.value = '';
    }});
  return [input, element('button', {type: 'button', class: 'btn btn-outline-secondary', onclick: () => input.click()}, label)];
}

// `loaded` is called when an item has come. Returns a function that stops drawing; the files go on.
export function showLoading(into, page, loaded) {
  keepFor(page.session.name);
  const batch = batchPart(), rows = element('ul', {class: 'transfers', id: 'transfers'});
  const more = element('p', {class: 'quiet'});
  const clear = element('button', {type: 'button', class: 'btn btn-sm btn-outline-secondary', onclick: forgetFinal}, tr('Clear the finished ones'));
  const add = files => addFiles(files, batch.words());
  const zone = element('div', {class: 'drop', id: 'drop',
    ondragover: event => { event.preventDefault(); zone.classList.add('over'); },
    ondragleave: () => zone.classList.remove('over'),
    ondrop: async event => {
      event.preventDefault();
      zone.classList.remove('over');
      add(await filesOf(event.dataTransfer));
    }},
  element('p', {}, tr('Drop files or folders here: films, pictures, guides (PDF), subtitles.')),
  chooser('choose-files', tr('Choose files'), false, add), chooser('choose-folder', tr('Choose a folder'), true, add));
  into.replaceChildren(element('section', {class: 'loading', 'aria-label': tr('Load files')}, zone, batch.part, rows, more, clear));
  // A file that misses the zone must not replace the page.
  const keepPage = event => event.preventDefault();
  for (const kind of ['dragover', 'drop']) document.addEventListener(kind, keepPage);
  const drawn = new Map();
  let came = transfers.filter(one => one.item).length;
  const draw = () => {
    const shown = [...transfers].sort((a, b) => isFinal(a) - isFinal(b)).slice(0, rowsShown);
    for (const one of drawn.keys()) if (!shown.includes(one)) drawn.delete(one);
    for (const one of shown) if (drawn.has(one)) drawn.get(one).update(); else drawn.set(one, drawRow(one));
    const parts = transfers.filter(one => shown.includes(one)).map(one => drawn.get(one).part);
    if (parts.length !== rows.children.length || parts.some((part, n) => rows.children[n] !== part)) rows.replaceChildren(...parts);
    more.textContent = transfers.length > shown.length ? tr('and {} more', transfers.length - shown.length) : '';
    clear.hidden = !transfers.some(isFinal);
    const now = transfers.filter(one => one.item).length;
    if (now > came) loaded();
    came = now;
  };
  draw();
  const deaf = listen(draw);
  return () => {
    deaf();
    for (const kind of ['dragover', 'drop']) document.removeEventListener(kind, keepPage);
  };
}

// The form for what people may change about a media item: what "bangtin media edit" can.

import {tr} from '../common/catalogue.js';
import {element, visible} from '../common/dom.js';
import {change} from './daemon.js';
import {reason} from './media_words.js';
import {refusalWords} from './words.js';

// Of a picture, or of each page of a guide; a video has its own length.
const isShownForAChosenTime = item => item.kind === 'image' || item.kind === 'pages';

const fields = [
  {key: 'title', label: () => tr('Title')},
  {key: 'theme', label: () => tr('Theme'), choices: found => found.themes},
  {key: 'audience', label: () => tr('Audience'), choices: found => found.audiences},
  {key: 'owner', label: () => tr('Owner'), choices: found => found.owners},
  {key: 'link', label: () => tr('Link'), type: 'url', help: () => tr('where a passer-by finds more')},
  {key: 'call', label: () => tr('Call'), help: () => tr('the words beside the code of its link')},
  {key: 'language', label: () => tr('Language'), help: () => tr('the language that is spoken or written in it, like vi')},
  {key: 'licence', label: () => tr('Licence'), help: () => tr('who has the rights, and what they allow')},
  {key: 'review', label: () => tr('Review on'), type: 'date', help: () => tr('the day on which to look at it again')},
];

function textField(field, item, choices) {
  const id = `edit-${field.key}`, texts = field.choices?.(choices) ?? [];
  const input = element('input', {type: field.type ?? 'text', id, class: 'form-control', list: texts.length > 0 ? `${id}-list` : null,
    'aria-describedby': field.help ? `${id}-help` : null});
  input.value = item[field.key] ?? '';
  return {key: field.key, input, value: () => input.value.trim(), part: element('div', {},
    element('label', {for: id, class: 'form-label'}, field.label()), input,
    texts.length > 0 ? element('datalist', {id: `${id}-list`}, texts.map(text => element('option', {value: text}))) : null,
    field.help ? element('p', {class: 'quiet', id: `${id}-help`}, field.help()) : null)};
}

function subtitlesField(item, choices) {
  const others = choices.items.some(one => one.id === item.subtitles) || !item.subtitles ? [] : [[item.subtitles, item.subtitles]];
  const options = [['', tr('none')], ...others, ...choices.items.map(one => [one.id, visible(one.file)])];
  const input = element('select', {id: 'edit-subtitles', class: 'form-select'}, options.map(([id, text]) => element('option', {value: id}, text)));
  input.value = item.subtitles ?? '';
  return {key: 'subtitles', input, value: () => input.value,
    part: element('div', {}, element('label', {for: 'edit-subtitles', class: 'form-label'}, tr('Subtitles')), input)};
}

function durationField(item) {
  const input = element('input', {type: 'number', id: 'edit-duration', class: 'form-control', min: '0', max: '2592000', step: '0.1',
    'aria-describedby': 'edit-duration-help'});
  input.value = item.duration_ms > 0 ? item.duration_ms / 1000 : '';
  return {key: 'duration_ms', input, value: () => Math.round(Number(input.value) * 1000),
    part: element('div', {}, element('label', {for: 'edit-duration', class: 'form-label'}, tr('Shown for, in seconds')), input,
      element('p', {class: 'quiet', id: 'edit-duration-help'}, tr('each picture or page, unless the programme says otherwise')))};
}

// What differs from the item; the daemon leaves the rest as it is.
function changesOf(all, item) {
  const changed = all.filter(one => one.value() !== (item[one.key] ?? (one.key === 'duration_ms' ? 0 : '')));
  return Object.fromEntries(changed.map(one => [one.key, one.value()]));
}

// The draft, and what is approved of it, has what the item said when it came into the draft.
const draftKeys = ['title', 'theme', 'owner', 'link', 'call', 'subtitles', 'duration_ms'];
function savedWords(item, changed, uses) {
  const inDraft = uses.some(one => one.id.startsWith('the draft uses')) && Object.keys(changed).some(key => draftKeys.includes(key));
  const said = tr('Saved.');
  return inDraft ? `${said} ${tr('the draft uses {} and keeps what was written before; "bangtin draft refresh" takes the change over', visible(item.file))}` : said;
}

// `saved(item, note)` is called with the changed item.
export function editForm(item, {uses, choices, saved}) {
  const all = fields.map(field => textField(field, item, choices));
  if (item.kind === 'video') all.push(subtitlesField(item, choices));
  if (isShownForAChosenTime(item)) all.push(durationField(item));
  const said = element('div', {role: 'alert', id: 'edit-state'});
  const button = element('button', {type: 'submit', class: 'btn btn-primary'}, tr('Save'));
  const submit = async event => {
    event.preventDefault();
    const changed = changesOf(all, item);
    button.disabled = true;
    said.replaceChildren();
    try {
      const after = await (await change('PATCH', `/v1/media/items/${item.id}`, changed)).json();
      saved(after, Object.keys(changed).length > 0 ? savedWords(after, changed, uses) : tr('Nothing was changed.'));
    } catch (refused) {
      if (refused.status === undefined) throw refused;
      said.replaceChildren(element('p', {class: 'problem'}, refused.what ? reason(refused) : refusalWords(refused)));
    } finally {
      button.disabled = false;
    }
  };
  return element('form', {class: 'card-part edit', id: 'edit', novalidate: true, onsubmit: submit},
    element('h3', {}, tr('Change')), all.map(one => one.part), button, said);
}

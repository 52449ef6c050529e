// What somebody looks for in the library: words and choices, and the question to the daemon that they are.

import {tr} from '../common/catalogue.js';
import {element, visible} from '../common/dom.js';
import {dayOf, kindName, kinds} from './media_words.js';

const typingMs = 250; // without a key: then the words are looked for

// The question for one page.
export function searchPath(asked, site, count) {
  const query = new URLSearchParams({order: asked.order, from: asked.from, count});
  for (const name of ['text', 'audience', 'owner', 'kind']) {
    if (asked[name].trim()) query.set(name, asked[name].trim());
  }
  if (asked.theme !== null) query.set('theme', asked.theme);
  if (asked.show === 'unused') query.set('unused', 'true');
  if (asked.show === 'removed') query.set('removed', 'true');
  if (asked.show === 'review') query.set('review', dayOf(site.now, site.timezone));
  return `/v1/media/search?${query}`;
}

function choice(id, label, options, value, choose) {
  const select = element('select', {id, class: 'form-select', onchange: () => choose(select.value)});
  fill(select, options, value);
  return {select, part: element('div', {}, element('label', {for: id, class: 'form-label'}, label), select)};
}

function fill(select, options, value) {
  const text = JSON.stringify(options);
  if (select.dataset.options !== text) {
    select.dataset.options = text;
    select.replaceChildren(...options.map(([one, words]) => element('option', {value: one}, words)));
  }
  select.value = value;
}

// A theme is chosen as "=III.2", so that none ("=") differs from any ("").
const themeValue = theme => theme === null ? '' : `=${theme}`;
const themes = (all, chosen) => [['', tr('any')], ['=', tr('without a theme')],
  ...withChosen(all, chosen).map(one => [`=${one}`, visible(one)])];
const texts = (all, chosen) => [['', tr('any')], ...withChosen(all, chosen).map(one => [one, visible(one)])];
const withChosen = (all, chosen) => chosen && !all.includes(chosen) ? [chosen, ...all] : all;

// {form, offer(found), stop}. `changed` is called when `asked` has changed; offer() takes the texts to choose from.
export function drawFilters(asked, changed) {
  let timer = 0;
  const set = name => value => {
    asked[name] = value;
    changed();
  };
  const text = element('input', {type: 'search', id: 'search', class: 'form-control', 'aria-describedby': 'search-help',
    oninput: () => {
      clearTimeout(timer);
      timer = setTimeout(() => set('text')(text.value), typingMs);
    }});
  text.value = asked.text;
  const theme = choice('filter-theme', tr('Theme'), themes([], asked.theme), themeValue(asked.theme),
    value => set('theme')(value ? value.slice(1) : null));
  const audience = choice('filter-audience', tr('Audience'), texts([], asked.audience), asked.audience, set('audience'));
  const owner = choice('filter-owner', tr('Owner'), texts([], asked.owner), asked.owner, set('owner'));
  const kind = choice('filter-kind', tr('Kind'), [['', tr('any')], ...kinds.map(one => [one, kindName(one)])], asked.kind, set('kind'));
  const which = choice('filter-show', tr('Show'), [['', tr('all')], ['unused', tr('unused ones')],
    ['review', tr('those to be looked at again')], ['removed', tr('removed ones')]], asked.show, set('show'));
  const order = choice('filter-order', tr('Order'), [['newest', tr('newest first')], ['title', tr('by title')], ['file', tr('by file name')]],
    asked.order, set('order'));
  const form = element('form', {class: 'filters', role: 'search', onsubmit: event => {
    event.preventDefault();
    clearTimeout(timer);
    set('text')(text.value);
  }},
  element('div', {class: 'search'}, element('label', {for: 'search', class: 'form-label'}, tr('Search')), text,
    element('p', {class: 'quiet mb-0', id: 'search-help'}, tr('Words of the title, file name, theme or owner; marks and capitals count nothing.'))),
  ...[theme, audience, owner, kind, which, order].map(one => one.part));
  const offer = found => {
    fill(theme.select, themes(found.themes, asked.theme), themeValue(asked.theme));
    fill(audience.select, texts(found.audiences, asked.audience), asked.audience);
    fill(owner.select, texts(found.owners, asked.owner), asked.owner);
  };
  return {form, offer, stop: () => clearTimeout(timer)};
}

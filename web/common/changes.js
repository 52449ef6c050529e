// Draws the changes of a programme (difference.js) in words: for an approver who signs, and for staff who prepare.

import {tr} from './catalogue.js';
import {itemFacts, kinds, programmeChanges} from './difference.js';
import {element, visible} from './dom.js';
import * as words from './words.js';

const legible = value => visible(value);

function factRow({label, before, after}, change) {
  const value = change === 'changed'
    ? [element('del', {}, legible(before) || tr('nothing')), ' → ', element('ins', {}, legible(after) || tr('nothing'))]
    : [legible(after)];
  return [element('dt', {}, label), element('dd', {}, ...value)];
}
const factList = (facts, change) =>
  facts.length ? element('dl', {}, facts.map(fact => factRow(fact, change))) : null;

const badge = change => element('span', {class: `badge ${change}`},
  {added: tr('new'), removed: tr('removed'), changed: tr('changed')}[change]);

const itemText = item => itemFacts(item).filter(([, value]) => value).map(([label, value]) => `${label}: ${legible(value)}`).join(' · ');

// An item that comes into a list has a place there, so the order is told then too.
function itemList({come, gone, isReordered, items}, change) {
  const line = (mark, item) => element('li', {class: mark}, badge(mark), ' ', itemText(item));
  const order = change === 'changed' && (isReordered || come.length)
    ? [element('li', {}, tr('new order: {}', words.listed(items.map(item => legible(item.media)))))] : [];
  return element('ul', {class: 'items'}, come.map(item => line('added', item)), gone.map(item => line('removed', item)), order);
}

// `pictures`: elements that show the thing, or none.
export const changeCard = (found, pictures) => element('section', {class: 'card'},
  element('h3', {}, badge(found.change), ' ', kinds[found.kind].heading(legible(found.name))),
  pictures.length ? element('div', {class: 'pictures'}, pictures) : null,
  found.change === 'removed' ? null : factList(found.facts, found.change),
  found.items && found.change !== 'removed' ? itemList(found.items, found.change) : null);

// What changes about the programme itself: a card, or none.
export function programmeCards(before, programme) {
  const own = programmeChanges(before, programme), change = before ? 'changed' : 'added';
  return own.length ? [element('section', {class: 'card'}, element('h3', {}, badge(change), ' ', tr('programme')), factList(own, change))] : [];
}

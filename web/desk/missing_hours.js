// In which hours of a month planned time was not shown: a field for each hour with how much of it was missing and
// why, and the same as a table. Darker and with a heavier pattern is worse, so that no colour has to be told apart.

import {tr} from '../common/catalogue.js';
import {element, visible} from '../common/dom.js';
import {airtime, dateText, daysOf, percent, placeOf} from './numbers.js';
import {reasonWords} from './reasons.js';

const steps = [.1, .5, .9]; // of the planned time, where a field gets its next class

const level = share => 1 + steps.filter(step => share >= step).length;

// By date and hour, over all screens or one: {planned, missing, causes}.
function gather(rows, screen, timezone) {
  const fields = new Map();
  for (const row of rows) {
    if (screen && row.screen !== screen) continue;
    const {date, hour} = placeOf(row.hour, timezone);
    const key = `${date} ${hour}`;
    const field = fields.get(key) ?? {date, hour, planned: 0, missing: 0, causes: new Map()};
    field.planned += row.planned_s;
    field.missing += row.missing_s;
    field.causes.set(row.cause, (field.causes.get(row.cause) ?? 0) + row.missing_s);
    fields.set(key, field);
  }
  return fields;
}

const mainCause = field => [...field.causes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '';

const sentence = field => tr('{}, {}:00: {} of {} not shown ({}). {}', dateText(field.date), field.hour, airtime(field.missing),
  airtime(field.planned), percent(field.missing / field.planned), reasonWords(mainCause(field)));

function grid(month, fields, tell) {
  const cell = (date, hour) => {
    const field = fields.get(`${date} ${hour}`);
    if (!field) return element('td', {});
    return element('td', {class: `missing level-${level(field.missing / field.planned)}`},
      element('button', {type: 'button', 'aria-label': sentence(field), onclick: () => tell(sentence(field))}));
  };
  return element('div', {class: 'wide'}, element('table', {class: 'heat', id: 'heat'},
    element('caption', {}, tr('A field for each hour; what was shown as planned is empty')),
    element('thead', {}, element('tr', {}, element('th', {scope: 'col'}, tr('Day')),
      Array.from({length: 24}, (_, hour) => element('th', {scope: 'col'}, String(hour))))),
    element('tbody', {}, daysOf(month).map(date => element('tr', {}, element('th', {scope: 'row'}, String(Number(date.slice(8)))),
      Array.from({length: 24}, (_, hour) => cell(date, hour)))))));
}

const legend = () => element('p', {class: 'legend quiet'}, [tr('up to 10 %'), tr('up to 50 %'), tr('up to 90 %'), tr('more')]
  .map((text, i) => [element('span', {class: `missing level-${i + 1}`}), text]));

const maxRows = 200;

function table(fields) {
  const worst = [...fields.values()].sort((a, b) => b.missing - a.missing).slice(0, maxRows);
  return element('details', {}, element('summary', {}, tr('The same as a table')),
    element('div', {class: 'wide'}, element('table', {class: 'table counts'},
      element('thead', {}, element('tr', {}, [tr('Day'), tr('Hour'), tr('Planned'), tr('Not shown'), tr('Mostly because')]
        .map(text => element('th', {scope: 'col'}, text)))),
      element('tbody', {}, worst.map(field => element('tr', {}, element('td', {}, dateText(field.date)), element('td', {}, `${field.hour}:00`),
        element('td', {}, airtime(field.planned)), element('td', {}, airtime(field.missing)), element('td', {}, reasonWords(mainCause(field)))))))));
}

export function showHours(into, month, rows, timezone) {
  if (rows.length === 0) {
    into.replaceChildren(element('p', {class: 'quiet'}, tr('Everything that was planned was shown.')));
    return;
  }
  const told = element('p', {class: 'told', id: 'told', 'aria-live': 'polite'}, tr('Choose a field to see how much was missing and why.'));
  const part = element('div');
  const draw = screen => {
    const fields = gather(rows, screen, timezone);
    part.replaceChildren(grid(month, fields, text => told.replaceChildren(text)), legend(), table(fields));
  };
  const names = [...new Set(rows.map(row => row.screen))].sort();
  const choice = element('select', {id: 'hours-screen', class: 'form-select', onchange: event => draw(event.target.value)},
    element('option', {value: ''}, tr('all screens')), names.map(name => element('option', {value: name}, visible(name))));
  into.replaceChildren(element('label', {for: 'hours-screen', class: 'form-label'}, tr('Screen')), choice, told, part);
  draw('');
}

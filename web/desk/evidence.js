// The evidence of a month: what counted, what did not and why, where planned time was not shown, and the files of
// the report. All numbers are the daemon's; nothing is counted here.

import {tr} from '../common/catalogue.js';
import {element, visible} from '../common/dom.js';
import {read} from './daemon.js';
import {barChart} from './drawing.js';
import {showHours} from './missing_hours.js';
import {airtime, dateText, daysOf, monthAfter, monthText, percent, placeOf, whole} from './numbers.js';
import {reasonWords} from './reasons.js';

const columns = () => [['plays', tr('Plays'), whole], ['airtime_s', tr('Airtime'), airtime], ['partial', tr('Partial'), whole],
  ['failed', tr('Failed'), whole], ['uncounted', tr('Not counted'), whole]];

const heads = (first, rest) => element('thead', {}, element('tr', {}, element('th', {scope: 'col'}, first),
  rest.map(text => element('th', {scope: 'col', class: 'number'}, text))));

const mostPlaysFirst = rows => [...rows].sort((a, b) => b.plays - a.plays || b.partial - a.partial);

function countTable(caption, rows, name) {
  const shown = columns();
  return element('div', {class: 'wide'}, element('table', {class: 'table counts'}, element('caption', {}, caption),
    heads(caption, shown.map(([, label]) => label)),
    element('tbody', {}, rows.map(row => element('tr', {}, element('th', {scope: 'row'}, visible(name(row))),
      shown.map(([key, , write]) => element('td', {class: 'number'}, write(row[key]))))))));
}

function totals(rows) {
  const sum = Object.fromEntries(columns().map(([key]) => [key, rows.reduce((all, row) => all + row[key], 0)]));
  const starts = sum.plays + sum.partial + sum.failed + sum.uncounted;
  return element('dl', {class: 'totals', id: 'totals'},
    columns().map(([key, label, write]) => element('div', {}, element('dt', {}, label), element('dd', {'data-total': key}, write(sum[key])))),
    starts > 0 ? element('div', {}, element('dt', {}, tr('Counted of those begun')), element('dd', {}, percent(sum.plays / starts))) : null);
}

function perDay(month, rows) {
  const plays = new Map(rows.map(row => [row.day, row.plays]));
  const days = daysOf(month);
  return barChart(days.map(day => String(Number(day.slice(8)))), days.map(day => plays.get(day) ?? 0), whole, tr('Plays per day'));
}

function reasonTable({reasons}) {
  if (reasons.length === 0) return element('p', {class: 'quiet'}, tr('Everything that began counted.'));
  return element('div', {class: 'wide'}, element('table', {class: 'table counts', id: 'reasons'},
    element('caption', {}, tr('What did not count, and why')),
    heads(tr('Reason'), [tr('Partial'), tr('Failed'), tr('Not counted')]),
    element('tbody', {}, reasons.map(one => element('tr', {}, element('th', {scope: 'row'}, reasonWords(one.reason)),
      [one.partial, one.failed, one.uncounted].map(n => element('td', {class: 'number'}, whole(n))))))));
}

const files = () => [['pdf', tr('Official report (PDF)')], ['xlsx', tr('Workbook (XLSX)')], ['csv', tr('Table (CSV)')], ['json', tr('Evidence (JSONL)')]];

// A report is an editor's to make: that of an ended month gets a number.
function downloads(month, session) {
  const link = (address, text) => element('a', {class: 'btn btn-outline-primary', href: address, download: true}, text);
  const lang = document.documentElement.lang;
  return element('p', {class: 'downloads', id: 'downloads'},
    session.role === 'viewer' ? null : files().map(([format, text]) => link(`/v1/plays/export?month=${month}&format=${format}&lang=${lang}`, text)),
    link(`/v1/plays/heads?month=${month}`, tr('Head sheet (PDF)')));
}

function chooser(month, now) {
  const to = step => `#evidence/${monthAfter(month, step)}`;
  return element('div', {class: 'chooser'},
    element('a', {href: to(-1), 'aria-label': tr('The month before')}, '←'),
    element('h2', {}, tr('Month {}', monthText(month))),
    month < now ? element('a', {href: to(1), 'aria-label': tr('The month after')}, '→') : null);
}

const titlesOf = (list, key = 'code') => {
  const titles = new Map((list ?? []).map(one => [one[key], one.title]));
  return code => code === '' ? tr('none') : titles.get(code) ? `${code} · ${titles.get(code)}` : code;
};

async function planOrNone() {
  try {
    return await read('/v1/plan');
  } catch (refused) {
    if (refused.status !== 404) throw refused;
    return {};
  }
}

async function draw(into, page, stopped) {
  const site = await read('/v1/site');
  const now = placeOf(site.now, site.timezone).month;
  const month = /^\d{4}-(0[1-9]|1[0-2])$/.test(page.place[0] ?? '') ? page.place[0] : now;
  const by = key => read(`/v1/plays/count?month=${month}&by=${key}`);
  const [plan, days, tasks, themes, venues, screens, shortfalls, hours] = await Promise.all([planOrNone(), by('day'), by('task'),
    by('theme'), by('venue'), by('screen'), read(`/v1/plays/shortfalls?month=${month}`), read(`/v1/plays/compliance/hours?month=${month}`)]);
  if (stopped()) return;
  const hoursPart = element('div', {id: 'hours'});
  into.replaceChildren(chooser(month, now), totals(days), downloads(month, page.session),
    element('h3', {}, tr('Plays per day')), perDay(month, days),
    countTable(tr('By task of the plan'), mostPlaysFirst(tasks), row => titlesOf(plan.tasks)(row.task)),
    countTable(tr('By theme'), mostPlaysFirst(themes), row => titlesOf(plan.themes)(row.theme)),
    countTable(tr('By venue'), mostPlaysFirst(venues), row => titlesOf(plan.venues)(row.venue)),
    countTable(tr('By screen'), mostPlaysFirst(screens), row => row.screen),
    countTable(tr('By day'), days, row => dateText(row.day)),
    element('h3', {}, tr('Why not everything counted')), reasonTable(shortfalls),
    element('h3', {}, tr('Planned, and not shown')), hoursPart);
  showHours(hoursPart, month, hours, site.timezone);
}

export function show(into, page) {
  let stopped = false;
  into.replaceChildren(element('p', {class: 'quiet', role: 'status'}, tr('The daemon counts …')));
  draw(into, page, () => stopped).catch(refused => {
    if (refused.status === undefined) throw refused;
    if (!stopped) page.trouble(refused);
  });
  return () => {
    stopped = true;
  };
}

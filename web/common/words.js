// What a programme says, in words for people: the same messages as the command's (admin-cli/views/window_words).

import {currentLanguage, tr} from './catalogue.js';

const vietnamese = () => currentLanguage() === 'vi';
const listFormat = parts => parts.length < 2 ? parts.join('')
  : tr('{} and {}', parts.slice(0, -1).join(', '), parts.at(-1));

export const listed = parts => listFormat(parts);

// "1 h 30 min"
export function duration(ms) {
  const parts = [];
  const add = (n, text) => { if (n > 0) parts.push(text); };
  const h = Math.floor(ms / 3600000), min = Math.floor(ms / 60000) % 60, s = Math.floor(ms / 1000) % 60;
  add(h, tr('{} h', h));
  add(min, tr('{} min', min));
  add(s, tr('{} s', s));
  add(ms % 1000, tr('{} ms', ms % 1000));
  return parts.length ? parts.join(' ') : tr('{} s', 0);
}

// The instant in the site's time zone: "07:30 10/10/2026".
export function instant(ms, timezone) {
  const parts = Object.fromEntries(new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit',
  }).formatToParts(ms).map(part => [part.type, part.value]));
  const day = `${parts.year}-${parts.month}-${parts.day}`;
  return `${parts.hour}:${parts.minute} ${date(day)}`;
}

// "2026-10-01", in Vietnamese "01/10/2026"; "10-01" without a year.
export const date = text => vietnamese() ? text.split('-').reverse().join('/') : text;

const weekday = day => [tr('Monday'), tr('Tuesday'), tr('Wednesday'), tr('Thursday'), tr('Friday'), tr('Saturday'),
  tr('Sunday')][day];

// Bit 0 is Monday.
export function days(set) {
  if (set === 127) return tr('every day');
  const parts = [];
  for (let first = 0; first < 7; ++first) {
    if (!(set >> first & 1)) continue;
    let last = first;
    while (last < 6 && set >> (last + 1) & 1) ++last;
    if (last - first < 2) {
      parts.push(weekday(first));
      continue;
    }
    parts.push(tr('{} to {}', weekday(first), weekday(last)));
    first = last;
  }
  return listed(parts);
}

const clock = ms => `${Math.floor(ms / 3600000)}:${String(Math.floor(ms / 60000) % 60).padStart(2, '0')}`;

export function hours({from_ms: from, to_ms: to}) {
  const both = `${clock(from)}–${clock(to)}`;
  return to <= from ? tr('{} the next day', both) : both;
}

export const openings = all =>
  all.length ? all.map(one => `${days(one.days)} ${hours(one.hours)}`).join(', ') : tr('always open');

function dates({from, to, repeats}) {
  if (repeats === 'lunar') return tr('from {} to {} of the lunar calendar', date(from), date(to));
  if (repeats === 'yearly') return tr('from {} to {} every year', date(from), date(to));
  if (from && from === to) return tr('on {}', date(from));
  if (from && to) return tr('from {} to {}', date(from), date(to));
  if (from) return tr('from {} on', date(from));
  return to ? tr('until {}', date(to)) : '';
}

// When a campaign or a ticker runs.
export function runWindow(of) {
  const isWholeDay = of.hours.length === 0 || of.hours.some(h => h.from_ms === 0 && h.to_ms % 86400000 === 0);
  const everyDay = of.days === 127;
  const parts = [dates(of) || (everyDay && !of.rrule ? tr('every day') : '')].filter(part => part);
  parts.push(isWholeDay ? tr('all day') : tr('at {}', listed(of.hours.map(hours))));
  if (!everyDay) parts.push(days(of.days));
  if (of.rrule) parts.push(tr('by the rule {}', of.rrule));
  if (of.except.length) parts.push(tr('except {}', listed(of.except.map(date))));
  return parts.join(', ');
}

export const screens = names => names.includes('all') ? tr('all screens')
  : listed(names.map(name => name.startsWith('@') ? tr('group {}', name.slice(1)) : name));

export const amount = campaign =>
  campaign.every_ms ? tr('once every {}', duration(campaign.every_ms)) : tr('weight {}', campaign.share);

export const level = of => ({
  takeover: tr('has the whole screen to itself'),
  filler: tr('only when nothing else plays'),
  normal: tr('at the normal level'),
}[of]);

export const mediaKind = media => ({
  video: () => media.duration_ms > 0 ? tr('video of {}', duration(media.duration_ms)) : tr('video'),
  image: () => tr('picture'),
  pages: () => tr('guide of {} pages', media.pages),
  subtitles: () => tr('subtitles'),
}[media.kind]());

export function size(bytes) {
  const units = ['B', 'kB', 'MB', 'GB'];
  let place = 0, value = bytes;
  while (value >= 1000 && place < units.length - 1) {
    value /= 1000;
    ++place;
  }
  const text = place > 0 && value < 10 ? value.toFixed(1) : Math.round(value).toString();
  return `${vietnamese() ? text.replace('.', ',') : text} ${units[place]}`;
}

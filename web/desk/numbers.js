// Numbers, times and months as the reader of the page writes them.

import {currentLanguage, tr} from '../common/catalogue.js';

const locale = () => currentLanguage() === 'vi' ? 'vi-VN' : 'en-GB';

export const whole = n => n.toLocaleString(locale());
export const percent = share => `${(share * 100).toLocaleString(locale(), {maximumFractionDigits: 1})} %`;

// Seconds as hours and minutes, the seconds below a minute.
export function airtime(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (seconds < 60) return tr('{} s', seconds);
  if (minutes < 60) return tr('{} min {} s', minutes, seconds % 60);
  return tr('{} h {} min', whole(Math.floor(minutes / 60)), minutes % 60);
}

// "2026-12-01": day/month/year where people write it so.
export const dateText = date => currentLanguage() === 'vi' ? date.split('-').reverse().join('/') : date;
export const monthText = month => currentLanguage() === 'vi' ? month.split('-').reverse().join('/') : month;

export const monthAfter = (month, step) => {
  const [year, number] = month.split('-').map(Number);
  const months = year * 12 + number - 1 + step;
  return `${Math.floor(months / 12)}-${String(months % 12 + 1).padStart(2, '0')}`;
};
export const daysOf = month => {
  const [year, number] = month.split('-').map(Number);
  return Array.from({length: new Date(Date.UTC(year, number, 0)).getUTCDate()}, (_, i) => `${month}-${String(i + 1).padStart(2, '0')}`);
};

// Date and hour of an instant in the site's zone.
export function placeOf(ms, timezone) {
  const parts = Object.fromEntries(new Intl.DateTimeFormat('en-CA', {timeZone: timezone, year: 'numeric', month: '2-digit',
    day: '2-digit', hour: '2-digit', hourCycle: 'h23'}).formatToParts(new Date(ms)).map(({type, value}) => [type, value]));
  return {month: `${parts.year}-${parts.month}`, date: `${parts.year}-${parts.month}-${parts.day}`, hour: Number(parts.hour)};
}

// What is known of a media item, in the command's words (admin-cli/views/media_facts).

import {tr} from '../common/catalogue.js';
import {visible} from '../common/dom.js';
import {date, duration, instant, size} from '../common/words.js';
import {words} from './words.js';

export const kinds = ['video', 'image', 'pages', 'subtitles'];

export const kindName = kind => ({video: tr('video'), image: tr('image'), pages: tr('guide'), subtitles: tr('subtitles')}[kind] ?? kind);

export const titleOf = item => visible(item.title || item.file);

// Why something failed, as "bangtin media add" says it.
export const reason = refused => [refused.what, refused.remedy].map(words).filter(text => text).join(': ');

const isTimed = item => item.duration_ms > 0;

export function lengthText(item) {
  if (item.kind !== 'pages') return isTimed(item) ? duration(item.duration_ms) : '';
  const each = duration(item.duration_ms);
  if (item.pages === 1) return isTimed(item) ? tr('{} page of {}', 1, each) : tr('{} page', 1);
  return isTimed(item) ? tr('{} pages of {}', item.pages, each) : tr('{} pages', item.pages);
}

const sizeText = item => item.width > 0 ? `${item.width}x${item.height}` : '';

// "video, 1920x1080, 15 s"
export const factsText = item => [kindName(item.kind), sizeText(item), lengthText(item)].filter(text => text).join(', ');

// [[label, text]] of those that are known; what people may change is in the form (library_edit.js).
export function factsOf(item, timezone) {
  const bytes = item.files.reduce((sum, file) => sum + file.bytes, 0);
  return [
    [tr('File'), visible(item.file)], [tr('Kind'), kindName(item.kind)], [tr('Size'), sizeText(item)],
    [tr('Length'), item.kind === 'image' ? '' : lengthText(item)], [tr('Title'), visible(item.title)],
    [tr('Theme'), visible(item.theme)], [tr('Audience'), visible(item.audience ?? '')], [tr('Owner'), visible(item.owner)],
    [tr('Link'), visible(item.link)], [tr('Call'), visible(item.call ?? '')], [tr('Subtitles'), item.subtitles ?? ''],
    [tr('Language'), item.language ?? ''], [tr('Licence'), visible(item.licence ?? '')], [tr('Shared by'), visible(item.origin ?? '')],
    [tr('Review on'), item.review ? date(item.review) : ''], [tr('Added'), instant(item.added, timezone)],
    [tr('Removed'), item.removed ? instant(item.removed, timezone) : ''], [tr('Fetched by screens'), size(bytes)],
    [tr('ID'), item.id], ['SHA-256', item.sha256],
  ].filter(([, text]) => text);
}

// The day in the site's time zone, YYYY-MM-DD.
export const dayOf = (ms, timezone) => new Intl.DateTimeFormat('en-CA', {timeZone: timezone, year: 'numeric', month: '2-digit',
  day: '2-digit'}).format(ms);

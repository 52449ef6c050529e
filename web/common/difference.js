// How one programme differs from another. Pure. Each thing is a list of facts, [label, text], always the same
// labels in the same order; two things differ where the texts of a fact differ. Each key of the
// programme's bytes that screens show or obey is in a fact; `unknownKeys` finds keys that this page does not know.

import {tr} from './catalogue.js';
import * as words from './words.js';

const yesOrNo = value => value === undefined ? '' : value ? tr('yes') : tr('no');
const lookFacts = of => [
  [tr('QR code'), {undefined: '', beside: tr('beside the picture'), corner: tr('in the corner'), none: tr('none')}[of.qr]],
  [tr('Logo'), yesOrNo(of.logo)],
];
const volume = of => of.volume === undefined ? '' : `${of.volume} %`;

// Per kind of thing its keys, and the facts that show them.
export const kinds = {
  media: {
    keys: ['duration_ms', 'files', 'height', 'id', 'kind', 'link', 'name', 'owner', 'pages', 'theme', 'title', 'width'],
    heading: name => tr('media item "{}"', name),
    facts: m => [
      [tr('Kind'), words.mediaKind(m)], [tr('Title'), m.title], [tr('Theme'), m.theme], [tr('Owner'), m.owner],
      [tr('Link'), m.link], [tr('Size'), m.width ? `${m.width} × ${m.height}` : ''],
      [tr('Files'), m.files.map(file => file.sha256.slice(0, 12)).join(', ')],
    ],
  },
  playlists: {
    keys: ['items', 'name'],
    heading: name => tr('playlist "{}"', name),
    facts: () => [],
  },
  campaigns: {
    keys: ['days', 'every_ms', 'except', 'from', 'to', 'hours', 'level', 'name', 'order', 'playlist', 'repeats', 'rrule',
      'screens', 'share', 'task', 'fade_ms', 'fit', 'logo', 'qr', 'volume'],
    heading: name => tr('campaign "{}"', name),
    facts: c => [
      [tr('Playlist'), c.playlist], [tr('Screens'), words.screens(c.screens)], [tr('When'), words.runWindow(c)],
      [tr('How much'), words.amount(c)], [tr('Level'), words.level(c.level)], [tr('Task'), c.task],
      [tr('Order'), c.order === 'shuffle' ? tr('in shuffled order') : ''],
      [tr('Fade'), c.fade_ms ? words.duration(c.fade_ms) : ''],
      [tr('Picture'), c.fit === 'cover' ? tr('pictures fill the screen') : ''], [tr('Volume'), volume(c)],
      ...lookFacts(c),
    ],
  },
  tickers: {
    keys: ['days', 'except', 'from', 'hours', 'name', 'repeats', 'rrule', 'screens', 'text', 'to'],
    heading: name => tr('ticker "{}"', name),
    facts: t => [[tr('Text'), t.text], [tr('Screens'), words.screens(t.screens)], [tr('When'), words.runWindow(t)]],
  },
  screens: {
    keys: ['groups', 'name', 'open', 'title', 'venue', 'clock', 'logo', 'quiet', 'ticker', 'volume'],
    heading: name => tr('screen "{}"', name),
    facts: s => [
      [tr('Title'), s.title], [tr('Venue'), s.venue], [tr('Groups'), words.listed(s.groups)],
      [tr('Open'), words.openings(s.open)], [tr('Silent'), s.quiet ? words.openings(s.quiet) : ''],
      [tr('Volume'), volume(s)], [tr('Clock'), yesOrNo(s.clock)], [tr('Logo'), s.logo ?? ''],
      [tr('Ticker'), s.ticker ? tr('over the picture') : ''],
    ],
  },
};
const itemKeys = ['duration_ms', 'link', 'media', 'theme', 'title', 'audience', 'call', 'logo', 'qr', 'subtitles'];
const programmeKeys = ['campaigns', 'expires_ms', 'format', 'issued_ms', 'media', 'playlists', 'screens', 'slate', 'timezone',
  'version', 'body', 'now', 'tickers'];

// The facts of one item of a playlist.
export const itemFacts = i => [
  [tr('Media'), i.media], [tr('Duration'), i.duration_ms ? words.duration(i.duration_ms) : ''], [tr('Title'), i.title],
  [tr('Theme'), i.theme], [tr('Audience'), i.audience ?? ''], [tr('Link'), i.link], [tr('Call'), i.call ?? ''],
  [tr('Subtitles'), i.subtitles ?? ''], ...lookFacts(i),
];

const programmeFacts = p => [
  [tr('Time zone'), p.timezone], [tr('Slate'), p.slate], [tr('Body'), p.body ?? ''],
];

// Keys with a fixed choice of values.
const choices = {
  kind: ['video', 'image', 'pages', 'subtitles'], level: ['takeover', 'normal', 'filler'], repeats: ['none', 'yearly', 'lunar'],
  order: ['sequential', 'shuffle'], fit: ['cover'], qr: ['beside', 'corner', 'none'],
};

const strangers = (value, known) =>
  Object.keys(value).filter(key => !known.includes(key) || (choices[key] && !choices[key].includes(value[key])));

// Keys of a programme that this page does not know, and keys with a value that it does not know: it could not show
// what they do.
export function unknownKeys(programme) {
  const found = strangers(programme, programmeKeys);
  for (const [kind, {keys}] of Object.entries(kinds)) {
    for (const thing of programme[kind] ?? []) found.push(...strangers(thing, keys));
  }
  for (const list of programme.playlists) for (const item of list.items) found.push(...strangers(item, itemKeys));
  return [...new Set(found)];
}

function changedFacts(before, after) {
  return after.map(([label, text], n) => ({label, before: before?.[n][1] ?? '', after: text}))
    .filter(fact => fact.before !== fact.after);
}

// A ticker may have no name; then its text is.
const nameOf = thing => thing.name || thing.text || '';

const identity = item => JSON.stringify(item);

// Items by what they are; one that stands in the list several times counts as often.
function without(items, others) {
  const left = others.map(identity);
  return items.filter(item => {
    const place = left.indexOf(identity(item));
    if (place < 0) return true;
    left.splice(place, 1);
    return false;
  });
}

// Items that came and went, and whether the others have another order.
function itemChanges(before, after) {
  const come = without(after.items, before.items), gone = without(before.items, after.items);
  const stayed = (items, others) => without(items, others).map(identity).join();
  const isReordered = stayed(after.items, come) !== stayed(before.items, gone);
  return {come, gone, isReordered, items: after.items};
}

// [{kind, name, change: 'added' | 'removed' | 'changed', facts: [{label, before, after}], items?}] in the order of
// `kinds`. `before` may be null: then everything was added. Items of a playlist stand in `items`.
export function difference(before, after) {
  const found = [];
  for (const [kind, {facts}] of Object.entries(kinds)) {
    const old = new Map((before?.[kind] ?? []).map(thing => [nameOf(thing), thing]));
    const compare = (was, is) => {
      const change = !was ? 'added' : !is ? 'removed' : 'changed';
      const changed = changedFacts(was && facts(was), facts(is ?? was));
      const items = kind !== 'playlists' ? undefined : itemChanges(was ?? {items: []}, is ?? {items: []});
      const same = change === 'changed' && !changed.length && !(items && (items.come.length || items.gone.length || items.isReordered));
      if (!same) found.push({kind, name: nameOf(is ?? was), change, facts: changed, items});
    };
    for (const thing of after[kind] ?? []) {
      compare(old.get(nameOf(thing)), thing);
      old.delete(nameOf(thing));
    }
    for (const thing of old.values()) compare(thing, null);
  }
  return found;
}

// The same for the programme itself: [{label, before, after}].
export const programmeChanges = (before, after) => changedFacts(before && programmeFacts(before), programmeFacts(after));

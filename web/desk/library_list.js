// The list of media items: one page of what the daemon finds, so that ten thousand open as fast as ten.

import {tr} from '../common/catalogue.js';
import {element, visible} from '../common/dom.js';
import {date, instant} from '../common/words.js';
import {read} from './daemon.js';
import {drawFilters, searchPath} from './library_filters.js';
import {factsText, kindName, titleOf} from './media_words.js';

export const pageItems = 24;

// What was looked for last: it stands there again when somebody comes back from an item.
const kept = {text: '', theme: null, audience: '', owner: '', kind: '', show: '', order: 'newest', from: 0};

// Pictures are fetched when their rows come near, so that a first view stays small.
function lazyPictures() {
  const watcher = new IntersectionObserver(entries => {
    for (const {isIntersecting, target} of entries) {
      if (!isIntersecting) continue;
      watcher.unobserve(target);
      target.src = target.dataset.from;
    }
  }, {rootMargin: '200px'});
  return watcher;
}

function pictureOf(item) {
  if (!item.thumbnail) return element('span', {class: 'no-picture'}, kindName(item.kind));
  return element('img', {alt: '', width: 160, height: 90,
    'data-from': `/v1/media/items/${item.id}/thumbnail?of=${item.thumbnail.slice(0, 12)}`});
}

function row(item, site) {
  const about = [item.theme && tr('Theme {}', visible(item.theme)), visible(item.audience ?? ''), visible(item.owner)].filter(text => text);
  const when = item.removed ? tr('removed {}', instant(item.removed, site.timezone))
    : item.review ? tr('to be looked at again on {}', date(item.review)) : tr('loaded {}', instant(item.added, site.timezone));
  return element('li', {class: 'media-row', 'data-item': item.id},
    element('div', {class: 'media-picture'}, pictureOf(item)),
    element('div', {class: 'media-words'},
      element('a', {href: `#library/${item.id}`, class: 'media-title'}, titleOf(item)),
      element('p', {class: 'quiet'}, visible(item.file)),
      element('p', {}, factsText(item)),
      about.length > 0 ? element('p', {}, about.join(' · ')) : null,
      element('p', {class: 'quiet'}, when)));
}

const foundWords = (found, asked) => {
  if (found.total > 0) return tr('{}–{} of {} media items', asked.from + 1, asked.from + found.items.length, found.total);
  const all = !asked.text && asked.theme === null && !asked.audience && !asked.owner && !asked.kind && !asked.show;
  if (!all) return asked.show === 'removed' ? tr('no media item was removed in the last 30 days') : tr('none of the media items fits');
  return tr('There is nothing in the library yet.');
};

// Returns {stop, refresh}.
export function showList(into, page) {
  const summary = element('p', {class: 'summary', id: 'found', role: 'status', tabindex: '-1'});
  const rows = element('ul', {class: 'media-list', id: 'media'});
  const pages = element('nav', {class: 'pages', 'aria-label': tr('Pages')});
  const asked = kept, pictures = lazyPictures();
  let stopped = false, latest = 0, site = null;
  const turn = by => async () => {
    asked.from = Math.max(0, asked.from + by * pageItems);
    if (await refresh()) {
      summary.scrollIntoView();
      summary.focus();
    }
  };
  const draw = found => {
    summary.textContent = foundWords(found, asked);
    pictures.disconnect();
    rows.replaceChildren(...found.items.map(item => row(item, site)));
    for (const image of rows.querySelectorAll('img')) pictures.observe(image);
    const button = (text, by, works) => element('button', {type: 'button', class: 'btn btn-outline-secondary', disabled: !works, onclick: turn(by)}, text);
    pages.replaceChildren(...(found.total <= pageItems ? [] : [
      button(tr('Previous page'), -1, asked.from > 0),
      button(tr('Next page'), 1, asked.from + pageItems < found.total)]));
  };
  // True: it was drawn. An answer that a later question has overtaken is not.
  const refresh = async () => {
    const mine = ++latest;
    try {
      site ??= await read('/v1/site');
      const found = await read(searchPath(asked, site, pageItems));
      if (stopped || mine !== latest) return false;
      if (found.items.length === 0 && asked.from > 0) {
        asked.from = Math.floor(Math.max(0, found.total - 1) / pageItems) * pageItems;
        return refresh();
      }
      filters.offer(found);
      draw(found);
      page.clearTrouble();
      return true;
    } catch (refused) {
      if (refused.status === undefined) throw refused;
      if (!stopped) page.trouble(refused);
      return false;
    }
  };
  const filters = drawFilters(asked, () => {
    asked.from = 0;
    refresh();
  });
  into.replaceChildren(filters.form, summary, rows, pages);
  refresh();
  return {refresh, stop: () => {
    stopped = true;
    pictures.disconnect();
    filters.stop();
  }};
}

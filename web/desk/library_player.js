// What screens show of an item: its rendition.

import {tr} from '../common/catalogue.js';
import {element} from '../common/dom.js';
import {titleOf} from './media_words.js';

const addressOf = file => `/v1/media/${file.sha256}`;

function film(item) {
  return element('video', {controls: true, preload: 'metadata', playsinline: true, src: addressOf(item.files[0]),
    poster: item.thumbnail ? `/v1/media/${item.thumbnail}` : null, width: item.width, height: item.height, 'aria-label': titleOf(item)});
}

function still(item) {
  return element('img', {src: addressOf(item.files[0]), width: item.width, height: item.height, alt: titleOf(item)});
}

function guide(item) {
  let at = 0;
  const image = element('img', {width: item.width, height: item.height});
  const place = element('p', {class: 'page-place', 'aria-live': 'polite'});
  const button = (text, by) => element('button', {type: 'button', class: 'btn btn-outline-secondary', onclick: () => turn(by)}, text);
  const back = button(tr('Previous page'), -1), on = button(tr('Next page'), 1);
  const turn = by => {
    at = Math.min(Math.max(at + by, 0), item.files.length - 1);
    image.src = addressOf(item.files[at]);
    image.alt = tr('Page {} of {}', at + 1, item.files.length);
    place.textContent = image.alt;
    back.disabled = at === 0;
    on.disabled = at === item.files.length - 1;
  };
  turn(0);
  return [image, element('div', {class: 'pages'}, back, place, on)];
}

// Elements; none for subtitles, which are seen with their film.
export function playerOf(item) {
  if (item.files.length === 0) return null;
  const draw = {video: film, image: still, pages: guide}[item.kind];
  return draw ? element('div', {class: 'player'}, draw(item)) : null;
}

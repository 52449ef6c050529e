// The library: "#library" lists the media items and loads new ones, "#library/ID" shows one of them.

import {showList} from './library_list.js';
import {showLoading} from './library_load.js';
import {element} from '../common/dom.js';
import {mayEdit} from './words.js';

// The list waits for no module that only an item needs.
function openItem(into, page) {
  let stop = () => {}, stopped = false;
  import('./library_item.js').then(({showItem}) => {
    if (!stopped) stop = showItem(into, page, page.place[0]);
  });
  return () => {
    stopped = true;
    stop();
  };
}

export function show(into, page) {
  if (page.place[0]) return openItem(into, page);
  const loading = element('div'), list = element('div');
  into.replaceChildren(loading, list);
  const {stop, refresh} = showList(list, page);
  if (!mayEdit(page.session)) return stop;
  const stopLoading = showLoading(loading, page, refresh);
  return () => {
    stopLoading();
    stop();
  };
}

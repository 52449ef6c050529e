// The library: "#library" lists the media items, "#library/ID" shows one of them.

import {showList} from './library_list.js';

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
  return showList(into, page).stop;
}

// The views of the page, in the order of the navigation. A module is loaded when its view is first opened.
//
// A module exports show(into, page), which draws into the element `into` and returns a function that stops it.
// `page` has:
//   session         the person: {name, role, ...} of GET /v1/session
//   place           what follows the view's name in the address: "#library/abc/def" gives ['abc', 'def']
//   trouble(error)  shows a Refused above the view; leads to the form where the session has ended
//   clearTrouble()
//   signInAgain(note)  leads to the form, with a sentence above it; the session has ended

import {tr} from '../common/catalogue.js';

export const views = [
  {name: 'wall', title: () => tr('Wall'), load: () => import('./wall.js')},
  {name: 'library', title: () => tr('Library'), load: () => import('./library.js')},
  {name: 'approval', title: () => tr('Approval'), load: () => import('./approval.js')},
  {name: 'evidence', title: () => tr('Evidence'), load: () => import('./evidence.js')},
  {name: 'account', title: null, load: () => import('./account.js')}, // behind the person's name
];

// The view that the address names, else the first.
export function viewAt(hash) {
  const [name, ...place] = hash.replace(/^#/, '').split('/').map(part => {
    try {
      return decodeURIComponent(part);
    } catch {
      return '';
    }
  });
  const found = views.find(one => one.name === name);
  return found ? {view: found, place} : {view: views[0], place: []};
}

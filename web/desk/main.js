// The page for staff: who is signed in, and the view that the address names.

import {tr} from '../common/catalogue.js';
import {byId, element, visible} from '../common/dom.js';
import {change, read} from './daemon.js';
import {chooseLanguage, useLanguage} from './language.js';
import {drawSignIn} from './sign_in.js';
import {viewAt, views} from './views.js';
import {refusalWords, roleName} from './words.js';

// Whether this browser has signed in. The cookie itself no script can see, and a visitor who never signed in is
// no refusal for the daemon to write down.
const memory = 'bangtin-signed-in';

let session = null; // of the person who is signed in
let stopView = () => {};
let opened = 0; // how often a view has been opened: a module that arrives late draws nothing

function closeView() {
  ++opened;
  stopView();
  stopView = () => {};
}

function drawWho() {
  if (!session) {
    byId('who').replaceChildren();
    byId('views').replaceChildren();
    return;
  }
  byId('who').replaceChildren(
    element('a', {id: 'name', href: '#account'}, tr('{}, {}', visible(session.name), roleName(session.role))),
    element('button', {type: 'button', id: 'sign-out', class: 'btn btn-outline-secondary btn-sm', onclick: signOut}, tr('Sign out')));
}

function drawViews(current) {
  byId('views').setAttribute('aria-label', tr('Views'));
  byId('views').replaceChildren(...views.filter(one => one.title).map(one =>
    element('a', {href: `#${one.name}`, 'aria-current': one === current ? 'page' : null}, one.title())));
}

// `ended`: there is no session any more.
function signInAgain(note, ended) {
  closeView();
  session = null;
  if (ended) localStorage.removeItem(memory);
  drawWho();
  drawSignIn(byId('main'), note, () => {
    localStorage.setItem(memory, 'yes');
    return start();
  });
}

async function signOut() {
  try {
    await change('DELETE', '/v1/session');
  } catch (refused) {
    if (refused.status !== 401) {
      showTrouble(refused);
      return;
    }
  }
  signInAgain('', true);
}

function showTrouble(refused) {
  if (refused.status === 401) {
    signInAgain(refusalWords(refused), true);
    return;
  }
  byId('trouble').replaceChildren(element('p', {class: 'problem'}, refusalWords(refused)));
}

async function openView() {
  closeView();
  const mine = opened;
  const {view, place} = viewAt(location.hash);
  drawViews(view);
  const content = element('div');
  byId('main').replaceChildren(element('div', {id: 'trouble', role: 'alert'}), content);
  const {show} = await view.load();
  if (mine !== opened) return;
  stopView = show(content, {session, place, trouble: showTrouble, clearTrouble: () => byId('trouble')?.replaceChildren(),
    signInAgain: note => signInAgain(note, true)});
}

async function start() {
  closeView();
  if (!localStorage.getItem(memory)) {
    signInAgain('', true);
    return;
  }
  try {
    session = await read('/v1/session');
  } catch (refused) {
    if (refused.status === undefined) throw refused;
    signInAgain(refusalWords(refused), refused.status === 401);
    return;
  }
  drawWho();
  await openView();
}

byId('languages').addEventListener('click', async event => {
  const name = event.target.dataset.language;
  if (!name) return;
  await chooseLanguage(name);
  await start();
});
window.addEventListener('hashchange', () => {
  if (session) openView();
});

await useLanguage();
await start();

// The page for staff: who is signed in, and what that person sees.

import {tr} from '../common/catalogue.js';
import {byId, element, visible} from '../common/dom.js';
import {change, read} from './daemon.js';
import {chooseLanguage, useLanguage} from './language.js';
import {drawSignIn} from './sign_in.js';
import {showWall} from './wall.js';
import {refusalWords, roleName} from './words.js';

// Whether this browser has signed in. The cookie itself no script can see, and a visitor who never signed in is
// no refusal for the daemon to write down.
const memory = 'bangtin-signed-in';

let stopWall = () => {};

function drawWho(session) {
  if (!session) {
    byId('who').replaceChildren();
    return;
  }
  byId('who').replaceChildren(
    element('span', {id: 'name'}, tr('{}, {}', visible(session.name), roleName(session.role))),
    element('button', {type: 'button', id: 'sign-out', class: 'btn btn-outline-secondary btn-sm', onclick: signOut}, tr('Sign out')));
}

// `ended`: there is no session any more.
function signInAgain(note, ended) {
  stopWall();
  stopWall = () => {};
  if (ended) localStorage.removeItem(memory);
  drawWho(null);
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

async function start() {
  stopWall();
  stopWall = () => {};
  if (!localStorage.getItem(memory)) {
    signInAgain('', true);
    return;
  }
  let session = null;
  try {
    session = await read('/v1/session');
  } catch (refused) {
    if (refused.status === undefined) throw refused;
    signInAgain(refusalWords(refused), refused.status === 401);
    return;
  }
  drawWho(session);
  const content = element('div');
  byId('main').replaceChildren(element('div', {id: 'trouble', role: 'alert'}), content);
  stopWall = showWall(content, showTrouble, () => byId('trouble').replaceChildren());
}

byId('languages').addEventListener('click', async event => {
  const name = event.target.dataset.language;
  if (!name) return;
  await chooseLanguage(name);
  await start();
});

await useLanguage();
await start();

// The page: an approver opens a key file and a draft file, looks at what would change, and signs. It speaks to
// nobody: its Content-Security-Policy forbids every connection, and it works without a network.

import {setLanguage, tr} from '../common/catalogue.js';
import {canonicalJson} from '../common/canonical_json.js';
import {byId, element} from '../common/dom.js';
import {sign} from '../common/signed_text.js';
import {instant} from '../common/words.js';
import {BadDraft, readDraft} from './draft_file.js';
import {judgeProgramme, Refusal} from './judge.js';
import {BadKeyFile, readKeyFile, unlock, WrongPassphrase} from './key_file.js';
import {drawProgramme, Undrawable} from './review.js';

const state = {key: null, draft: null, draftName: '', judged: null};
const catalogueText = byId('catalogue').textContent.trim();
const vietnameseCatalogue = catalogueText ? Uint8Array.from(atob(catalogueText), letter => letter.charCodeAt(0)).buffer : null;
const siteZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

function show(id, ...content) {
  byId(id).replaceChildren(...content);
}
const problem = text => element('p', {class: 'problem', role: 'alert'}, text);
const good = text => element('p', {class: 'good'}, text);

// ---- the two files

async function openKey(file) {
  state.key = null;
  try {
    state.key = await readKeyFile(await file.text());
    const {name, notAfter} = state.key.who;
    show('key-state', good(tr('Key of {}, valid until {}.', name, instant(notAfter, siteZone()))),
      element('p', {class: 'small'}, tr('Site: {}', state.key.root)));
  } catch (error) {
    if (!(error instanceof BadKeyFile)) throw error;
    show('key-state', problem(tr('"{}" is no key file. It is the file that "bangtin keys export --web FILE" wrote for you.', file.name)));
  }
  await review();
}

async function openDraft(file) {
  state.draft = null;
  try {
    state.draft = await readDraft(file);
    state.draftName = file.name;
    show('draft-state', good(tr('"{}" is open.', file.name)));
  } catch (error) {
    if (!(error instanceof BadDraft)) throw error;
    show('draft-state', problem(tr('"{}" is no draft file, or is not whole. Load it again from the daemon\'s page.', file.name)));
  }
  await review();
}

// ---- looking

async function judge() {
  const {index} = state.draft;
  if (index.format === 'bangtin-draft-1') return judgeProgramme(index, state.key, Date.now());
  throw new Refusal(tr('This page is too old for this draft: get the newer approve.html from your technician.'));
}

function forget() {
  state.judged = null;
  byId('sign').hidden = true;
  byId('seen').checked = false;
  show('result');
  show('review');
}

async function review() {
  forget();
  byId('review-part').hidden = !(state.key && state.draft);
  if (!state.key || !state.draft) return;
  try {
    const judged = await judge();
    show('review', await drawProgramme(judged, state.draft.files));
    state.judged = judged;
    byId('sign').hidden = false;
    enableSigning();
  } catch (error) {
    if (error instanceof Refusal) show('review', problem(error.message));
    else if (error instanceof Undrawable)
      show('review', problem(tr('The file of "{}" is missing in the draft file, is not the one that would be signed, or cannot be shown by this browser. So nothing can be signed: have the file made again.', error.message)));
    else {
      show('review', problem(tr('This page cannot show this draft. So nothing can be signed: have the file made again.')));
      throw error;
    }
  }
}

// ---- signing

const enableSigning = () => {
  byId('sign-button').disabled = !(state.judged && byId('seen').checked && byId('passphrase').value);
};

function signatureFile(signature) {
  const {judged} = state;
  return canonicalJson({approver: judged.signer.certificate, format: 'bangtin-signature-1', identity: judged.text.split('\n')[2],
    root: judged.signer.root, statement: {signature, text: judged.text}, version: judged.number}) + '\n';
}

function save(content, name) {
  const link = element('a', {href: URL.createObjectURL(new Blob([content], {type: 'application/json'})), download: name});
  document.body.append(link);
  link.click();
  link.remove();
}

async function signDraft(event) {
  event.preventDefault();
  const {judged, key} = state;
  const typed = byId('passphrase');
  byId('sign-button').disabled = true;
  try {
    const signature = await sign(await unlock(key, typed.value), judged.text);
    const name = `${state.draftName.replace(/\.[^.]*$/, '')}.signature`;
    save(signatureFile(signature), name);
    show('result', good(tr('Signed. Your browser has saved "{}": bring it to the daemon\'s page, or "bangtin approve --signature {}".', name, name)));
  } catch (error) {
    if (!(error instanceof WrongPassphrase)) throw error;
    show('result', problem(tr('The passphrase is wrong. Nothing was signed.')));
  } finally {
    typed.value = '';
    enableSigning();
  }
}

// ---- the page itself

function translatePage(language) {
  setLanguage(language, language === 'vi' ? vietnameseCatalogue : null);
  document.documentElement.lang = language;
  for (const place of document.querySelectorAll('[data-text]')) place.textContent = tr(place.dataset.text);
  document.title = tr('Approve a programme');
  for (const button of document.querySelectorAll('[data-language]'))
    button.setAttribute('aria-pressed', String(button.dataset.language === language));
}

async function canSign() {
  try {
    await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
    return true;
  } catch {
    return false;
  }
}

function takeFiles(dropped) {
  for (const file of dropped) (file.size < 64 * 1024 && /key/i.test(file.name) ? openKey : openDraft)(file);
}

function listen() {
  byId('key-file').addEventListener('change', event => event.target.files[0] && openKey(event.target.files[0]));
  byId('draft-file').addEventListener('change', event => event.target.files[0] && openDraft(event.target.files[0]));
  byId('sign').addEventListener('submit', signDraft);
  byId('seen').addEventListener('change', enableSigning);
  byId('passphrase').addEventListener('input', enableSigning);
  document.addEventListener('dragover', event => event.preventDefault());
  document.addEventListener('drop', event => {
    event.preventDefault();
    takeFiles(event.dataTransfer.files);
  });
  for (const button of document.querySelectorAll('[data-language]'))
    button.addEventListener('click', () => { translatePage(button.dataset.language); review(); });
}

translatePage(/^en/.test(navigator.language) ? 'en' : 'vi');
listen();
if (!await canSign())
  show('browser-state', problem(tr('This browser cannot sign. Use Chrome or Edge 137, Firefox 130, Safari 17, or a newer one.')));
document.documentElement.dataset.ready = 'yes';

// The form that turns a token into a session.

import {tr} from '../common/catalogue.js';
import {byId, element} from '../common/dom.js';
import {change} from './daemon.js';
import {refusalWords} from './words.js';

// Somebody may paste the whole file that "bangtin user token" wrote: address and authority follow the token.
const secretIn = text => text.match(/bangtin_[0-9a-f]{64}/)?.[0] ?? text.trim();

// `onSignedIn` is called once it has worked; `note` is a sentence to begin with, or empty.
export function drawSignIn(into, note, onSignedIn) {
  const token = element('input', {type: 'password', id: 'token', class: 'form-control', autocomplete: 'current-password',
    required: true, spellcheck: 'false', 'aria-describedby': 'token-help'});
  const button = element('button', {type: 'submit', class: 'btn btn-primary mt-3'}, tr('Sign in'));
  const trouble = element('div', {id: 'sign-in-state', 'aria-live': 'assertive'}, note ? element('p', {class: 'problem'}, note) : null);
  const submit = async event => {
    event.preventDefault();
    button.disabled = true;
    trouble.replaceChildren();
    try {
      await change('POST', '/v1/session', {token: secretIn(token.value)});
      token.value = '';
      await onSignedIn();
    } catch (refused) {
      if (refused.status === undefined) throw refused;
      trouble.replaceChildren(element('p', {class: 'problem'}, refusalWords(refused)));
      token.select();
      token.focus();
    } finally {
      button.disabled = false;
    }
  };
  into.replaceChildren(element('form', {class: 'sign-in', id: 'sign-in', onsubmit: submit},
    element('h2', {}, tr('Sign in')),
    element('label', {for: 'token', class: 'form-label'}, tr('Your token')),
    token,
    element('p', {class: 'quiet mt-2 mb-0', id: 'token-help'},
      tr('An operator makes it with "bangtin user token NAME". It begins with "bangtin_".')),
    button, trouble));
  byId('token').focus();
}

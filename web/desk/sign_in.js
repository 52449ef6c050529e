// The form that turns a name with a password, or a token, into a session.

import {tr} from '../common/catalogue.js';
import {byId, element} from '../common/dom.js';
import {change} from './daemon.js';
import {refusalWords} from './words.js';

// Somebody may paste the whole file that "bangtin user token" wrote: address and authority follow the token.
const tokenIn = text => text.match(/bangtin_[0-9a-f]{64}/)?.[0];

const orderOf = (name, secret) => {
  const token = tokenIn(secret) ?? (name === '' ? secret.trim() : undefined);
  return token === undefined ? {name, password: secret} : {token};
};

const field = (id, label, attributes) => [
  element('label', {for: id, class: 'form-label mt-2'}, label),
  element('input', {id, class: 'form-control', spellcheck: 'false', autocapitalize: 'none', ...attributes})];

// `onSignedIn` is called once it has worked; `note` is a sentence to begin with, or empty.
export function drawSignIn(into, note, onSignedIn) {
  const [nameLabel, name] = field('user', tr('Your name'), {type: 'text', autocomplete: 'username', maxlength: 64});
  const [secretLabel, secret] = field('secret', tr('Password or token'), {type: 'password', autocomplete: 'current-password',
    required: true, 'aria-describedby': 'secret-help'});
  const button = element('button', {type: 'submit', class: 'btn btn-primary mt-3'}, tr('Sign in'));
  const trouble = element('div', {id: 'sign-in-state', 'aria-live': 'assertive'}, note ? element('p', {class: 'problem'}, note) : null);
  const submit = async event => {
    event.preventDefault();
    button.disabled = true;
    trouble.replaceChildren();
    try {
      await change('POST', '/v1/session', orderOf(name.value.trim(), secret.value));
      secret.value = '';
      await onSignedIn();
    } catch (refused) {
      if (refused.status === undefined) throw refused;
      trouble.replaceChildren(element('p', {class: 'problem'}, refusalWords(refused)));
      secret.select();
      secret.focus();
    } finally {
      button.disabled = false;
    }
  };
  into.replaceChildren(element('form', {class: 'sign-in', id: 'sign-in', onsubmit: submit},
    element('h2', {}, tr('Sign in')),
    nameLabel, name, secretLabel, secret,
    element('p', {class: 'quiet mt-2 mb-0', id: 'secret-help'},
      tr('An operator sets a password with "bangtin user password NAME". A token from "bangtin user token NAME" needs no name.')),
    button, trouble));
  byId('user').focus();
}

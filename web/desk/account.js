// The person who is signed in, and the own password.

import {tr} from '../common/catalogue.js';
import {element, visible} from '../common/dom.js';
import {change} from './daemon.js';
import {refusalWords, roleName} from './words.js';

const field = (id, label, autocomplete, help) => [
  element('label', {for: id, class: 'form-label mt-2'}, label),
  element('input', {id, type: 'password', class: 'form-control', required: true, autocomplete, 'aria-describedby': help})];

export function show(into, page) {
  const [currentLabel, current] = field('current', tr('Your present password'), 'current-password');
  const [freshLabel, fresh] = field('fresh', tr('The new password'), 'new-password', 'fresh-help');
  const [againLabel, again] = field('again', tr('The new password again'), 'new-password');
  const state = element('div', {id: 'account-state', 'aria-live': 'assertive'});
  const button = element('button', {type: 'submit', class: 'btn btn-primary mt-3'}, tr('Change the password'));
  const tell = text => state.replaceChildren(element('p', {class: 'problem'}, text));
  const submit = async event => {
    event.preventDefault();
    if (fresh.value !== again.value) {
      tell(tr('The two passwords differ. Type the same one twice.'));
      again.focus();
      return;
    }
    button.disabled = true;
    try {
      await change('PUT', '/v1/session/password', {current: current.value, password: fresh.value});
      page.signInAgain(tr('The password is changed. Sign in with the new one.'));
    } catch (refused) {
      if (refused.status === undefined) throw refused;
      if (refused.status === 401) page.trouble(refused);
      else tell(refusalWords(refused));
    } finally {
      button.disabled = false;
    }
  };
  into.replaceChildren(element('form', {class: 'sign-in', id: 'account', onsubmit: submit},
    element('h2', {}, tr('{}, {}', visible(page.session.name), roleName(page.session.role))),
    // So that the browser's password manager knows whose password it keeps.
    element('input', {type: 'text', autocomplete: 'username', value: page.session.name, hidden: true}),
    currentLabel, current, freshLabel, fresh,
    element('p', {class: 'quiet mt-1 mb-0', id: 'fresh-help'}, tr('At least 12 characters: a sentence of a few words is easy to remember.')),
    againLabel, again, button, state));
  return () => {};
}

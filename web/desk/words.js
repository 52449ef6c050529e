// What the daemon says, in the reader's language.

import {tr} from '../common/catalogue.js';
import {visible} from '../common/dom.js';

// A message is {"id","args"}; an argument may be a message again.
export function words(message) {
  if (typeof message !== 'object' || message === null) return visible(String(message ?? ''));
  return tr(message.id, ...message.args.map(words));
}

export function refusalWords(refused) {
  if (refused.status === 0) return tr('The daemon does not answer. Look whether it runs, and whether the network is there.');
  if (!refused.what) return tr('Something between this page and the daemon answered with {}.', refused.status);
  return [refused.what, refused.remedy].map(words).filter(text => text).join(': ');
}

export const roleName = role => ({viewer: tr('viewer'), editor: tr('editor'), approver: tr('approver'),
  operator: tr('operator')}[role] ?? role);

export function ago(ms, now) {
  const minutes = Math.max(0, Math.floor((now - ms) / 60000));
  if (minutes < 1) return tr('just now');
  if (minutes < 60) return tr('{} min ago', minutes);
  if (minutes < 48 * 60) return tr('{} h ago', Math.floor(minutes / 60));
  return tr('{} days ago', Math.floor(minutes / 1440));
}

// Those who only look, and those who may change something (the daemon decides, wire/role.hpp).
export const mayEdit = session => session.role !== 'viewer';

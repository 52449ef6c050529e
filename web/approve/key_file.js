// The approver's key file for a browser, which `bangtin keys export --web` makes (docs/formats.md): the private key
// encrypted by AES-256-GCM under a key that PBKDF2 makes of the passphrase.

import {bytesOfHex, utf8} from '../common/bytes.js';
import {readCertificate} from '../common/signed_text.js';

export class BadKeyFile extends Error {}
export class WrongPassphrase extends Error {}

// {root, who: {key, name, notBefore, notAfter}, file}. Throws BadKeyFile.
export async function readKeyFile(text) {
  try {
    const file = JSON.parse(text);
    if (file.format !== 'bangtin-web-key-1') throw new BadKeyFile();
    return {root: file.root, who: await readCertificate(file.certificate, file.root), file};
  } catch {
    throw new BadKeyFile();
  }
}

// The key for signing; the page cannot read its bytes. Throws WrongPassphrase.
export async function unlock({file}, passphrase) {
  const salt = bytesOfHex(file.salt), iv = bytesOfHex(file.iv, 12), locked = bytesOfHex(file.key);
  const typed = await crypto.subtle.importKey('raw', utf8(passphrase.normalize('NFC')), 'PBKDF2', false, ['deriveKey']);
  const kdf = {name: 'PBKDF2', hash: 'SHA-256', salt, iterations: file.iterations};
  const outer = await crypto.subtle.deriveKey(kdf, typed, {name: 'AES-GCM', length: 256}, false, ['unwrapKey']);
  try {
    return await crypto.subtle.unwrapKey('pkcs8', locked, outer, {name: 'AES-GCM', iv}, 'Ed25519', false, ['sign']);
  } catch {
    throw new WrongPassphrase();
  }
}

// Signed texts (docs/formats.md): lines that a key has signed with Ed25519 (RFC 8032). Reading one throws
// BadSignature where the signature does not hold or the text is not of its kind.

import {bytesOfHex, hexOf, sha256, utf8} from './bytes.js';

export class BadSignature extends Error {}

async function verifies(keyHex, signatureHex, text) {
  const key = bytesOfHex(keyHex, 32), signature = bytesOfHex(signatureHex, 64);
  if (!key || !signature) return false;
  try {
    const imported = await crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', imported, signature, utf8(text));
  } catch {
    return false;
  }
}

const isTime = text => /^(?:0|[1-9][0-9]{0,15})$/.test(text);

// The lines of a text of this kind that `key` signed, without its first one.
async function linesOf(signed, kind, key) {
  const text = signed?.text;
  if (typeof text !== 'string' || !text.startsWith(`${kind}\n`) || !text.endsWith('\n')) throw new BadSignature();
  if (!await verifies(key, signed.signature, text)) throw new BadSignature();
  return text.slice(0, -1).split('\n').slice(1);
}

// {key, name, notBefore, notAfter} of an approver's certificate, which root signed.
export async function readCertificate(signed, root) {
  const [key, name, notBefore, notAfter, ...more] = await linesOf(signed, 'bangtin-approver-1', root);
  if (more.length || !name || !isTime(notBefore) || !isTime(notAfter)) throw new BadSignature();
  return {key, name, notBefore: Number(notBefore), notAfter: Number(notAfter)};
}

const succession = /^bangtin-root-1\n([1-9]|1[0-6])\n(?:0|[1-9][0-9]{0,15})\n([0-9a-f]{64})\n([0-9a-f]{64})\n$/;

// The site's root keys from its first one to the one in force, of a chain {certificates, successions}
// (docs/formats.md, "A new root key"): the old root and the new one have signed each succession.
export async function rootsOf(chain) {
  if (!Array.isArray(chain?.successions) || !Array.isArray(chain.certificates)) throw new BadSignature();
  const roots = [];
  for (const one of chain.successions) {
    const [, number, before, after] = (typeof one?.text === 'string' && succession.exec(one.text)) || [];
    if (!roots.length && before) roots.push(before);
    if (!number || Number(number) !== roots.length || before !== roots.at(-1) || roots.includes(after)) throw new BadSignature();
    if (!await verifies(before, one.old, one.text) || !await verifies(after, one.new, one.text)) throw new BadSignature();
    roots.push(after);
  }
  return roots;
}

// The certificate `own` as `root` has signed it in the chain; else another one of the same key. Null where root has
// signed neither.
export async function signedAnew(own, chain, root) {
  const key = own.text.split('\n')[1];
  let found = null;
  for (const one of chain.certificates) {
    try {
      if ((await readCertificate(one, root)).key !== key) continue;
    } catch (error) {
      if (error instanceof BadSignature) continue;
      throw error;
    }
    if (one.text === own.text) return one;
    found = one;
  }
  return found;
}

// {number, approvals, approvers: Map of key to name} of a site statement, which root signed.
export async function readSiteStatement(signed, root) {
  const [number, issued, version, approvals, ...keys] = await linesOf(signed, 'bangtin-trust-1', root);
  if (![number, issued, version].every(isTime) || !/^[12]$/.test(approvals)) throw new BadSignature();
  const approvers = keys.filter(line => line.startsWith('approver ')).map(line => {
    const [, key, ...name] = line.split(' ');
    return [key, name.join(' ')];
  });
  return {number: Number(number), approvals: Number(approvals), approvers: new Map(approvers)};
}

// What an approver signs for these bytes (a text), a programme, under its version.
export const textToSign = async (kind, number, bytes) => `${kind}\n${number}\n${await sha256(utf8(bytes))}\n`;

// The names of those who have signed a statement {approver, bytes, signature, second?}, in their order. Each must
// be certified by root at `issued`, and listed where there is a site statement.
export async function signersOf(statement, kind, number, issued, root, site) {
  const text = await textToSign(kind, number, statement.bytes);
  const signatures = [statement, statement.second].filter(one => one !== undefined && one !== null);
  const names = new Map();
  for (const one of signatures) {
    const who = await readCertificate(one.approver, root);
    if (!await verifies(who.key, one.signature, text)) throw new BadSignature();
    if (issued < who.notBefore || issued >= who.notAfter) throw new BadSignature();
    if (site && !site.approvers.has(who.key)) throw new BadSignature();
    names.set(who.key, who.name);
  }
  if (names.size !== signatures.length) throw new BadSignature();
  return [...names.values()];
}

// The signature of `text` by a private key of WebCrypto, in hexadecimal digits.
export const sign = async (key, text) => hexOf(await crypto.subtle.sign('Ed25519', key, utf8(text)));

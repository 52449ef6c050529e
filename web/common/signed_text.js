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

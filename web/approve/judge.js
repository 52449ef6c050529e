// Decides what a draft file asks the approver to sign, and whether this page can show all of it. No I/O.

import {tr} from '../common/catalogue.js';
import {NotCanonical, parseCanonical} from '../common/canonical_json.js';
import {unknownKeys} from '../common/difference.js';
import {BadSignature, readCertificate, readSiteStatement, rootsOf, signedAnew, signersOf, textToSign} from '../common/signed_text.js';

// Why nothing is to be signed, in words for the approver.
export class Refusal extends Error {}

const refuse = (...text) => { throw new Refusal(tr(...text)); };

function parsed(bytes) {
  try {
    return parseCanonical(bytes);
  } catch (error) {
    if (error instanceof NotCanonical) refuse('The file is damaged: its programme is not in the form that is signed. Have it made again.');
    throw error;
  }
}

// The site's root keys as the file has them.
async function rootsIn(index) {
  try {
    return index.roots === undefined ? [] : await rootsOf(index.roots);
  } catch (error) {
    if (error instanceof BadSignature) refuse('The file is damaged: its chain of root keys does not hold. Have it made again.');
    throw error;
  }
}

// {root, certificate, who}: the approver as the root in force certifies them, which may have followed the root of the
// key file.
async function signerOf(index, key) {
  const roots = await rootsIn(index);
  const known = roots.length ? roots.at(-1) === index.root && roots.includes(key.root) : index.root === key.root;
  if (!known) refuse('This draft belongs to another site than your key.');
  if (index.root === key.root) return {root: key.root, certificate: key.file.certificate, who: key.who};
  const certificate = await signedAnew(key.file.certificate, index.roots, index.root);
  if (!certificate) refuse('The site has a new root key, and it has not certified your key. Ask the owner of the root key for a new one.');
  return {root: index.root, certificate, who: await readCertificate(certificate, index.root)};
}

async function siteOf(index, key) {
  if (!index.trust) return null;
  try {
    const site = await readSiteStatement(index.trust, key.root);
    if (!site.approvers.has(key.who.key)) refuse('Your key may not approve at this site any more. Ask the owner of the root key.');
    return site;
  } catch (error) {
    if (error instanceof BadSignature) refuse('The file is damaged: root did not sign what it says about approvers.');
    throw error;
  }
}

function checkProgramme(programme) {
  if (programme?.format !== 'bangtin-programme-1') refuse('This page is too old for this draft: get the newer approve.html from your technician.');
  const unknown = unknownKeys(programme);
  if (unknown.length) refuse('This page is too old for this draft: get the newer approve.html from your technician.');
}

function checkTime(issued, key, now) {
  if (issued < key.who.notBefore || issued >= key.who.notAfter) refuse('Your certificate is not valid at the time of this draft.');
  if (issued > now + 24 * 3600 * 1000) refuse('The draft is dated more than a day in the future. Compare the clocks of this machine and of the daemon.');
}

// The programme on show, and who approved it; null where the file has none that an approver signed as the one before
// this one. Then everything is shown as new: a hostile daemon must not make a change look small.
async function publishedBefore(index, version, key, site) {
  if (!index.published) return null;
  const programme = parsed(index.published.bytes);
  if (programme.version + 1 !== version) return null;
  try {
    const by = await signersOf(index.published, 'bangtin-programme-1', programme.version, programme.issued_ms, key.root, site);
    return {programme, by};
  } catch (error) {
    if (error instanceof BadSignature) return null;
    throw error;
  }
}

async function firstSigner(index, programme, key, site) {
  if (!index.signature) return null;
  try {
    const statement = {...index.signature, bytes: index.bytes};
    return (await signersOf(statement, 'bangtin-programme-1', programme.version, programme.issued_ms, key.root, site))[0];
  } catch (error) {
    if (error instanceof BadSignature) refuse('The signature of the other approver in this file does not hold. Have the file made again.');
    throw error;
  }
}

// {programme, before: {programme, by} or null, first: name or null, needsTwo, text, signer, hasNewRoot}. Throws Refusal.
export async function judgeProgramme(index, keyFile, now) {
  const key = await signerOf(index, keyFile);
  const site = await siteOf(index, key);
  const programme = parsed(index.bytes);
  checkProgramme(programme);
  checkTime(programme.issued_ms, key, now);
  const before = await publishedBefore(index, programme.version, key, site);
  const first = await firstSigner(index, programme, key, site);
  if (first !== null && index.signature.approver.text.split('\n')[1] === key.who.key) refuse('You have signed this draft already; another approver signs it now.');
  const text = await textToSign('bangtin-programme-1', programme.version, index.bytes);
  return {programme, before, first, needsTwo: site?.approvals === 2 || index.two === true, text, number: programme.version, signer: key,
    hasNewRoot: key.root !== keyFile.root};
}

// Draws what an approver is asked to sign. A file is drawn from bytes whose SHA-256 is the signed one; where that
// cannot be done, `Undrawable` says of what, and nothing is to be signed.

import {tr} from '../common/catalogue.js';
import {changeCard, programmeCards} from '../common/changes.js';
import {difference} from '../common/difference.js';
import {element, visible} from '../common/dom.js';
import * as words from '../common/words.js';
import {provenFile} from './draft_file.js';

export class Undrawable extends Error {}

const text = value => visible(value);

// ---- pictures

const types = {video: 'video/mp4', subtitles: 'text/plain'};

// The type of a still by its first bytes: JPEG, else PNG.
async function stillType(blob) {
  const head = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
  return head[0] === 0xff && head[1] === 0xd8 ? 'image/jpeg' : 'image/png';
}

async function drawnVideo(blob, name) {
  const video = element('video', {controls: true, muted: true, preload: 'auto', playsinline: true,
    'aria-label': text(name), src: URL.createObjectURL(blob)});
  await new Promise((drawn, failed) => {
    video.addEventListener('loadeddata', drawn, {once: true});
    video.addEventListener('error', () => failed(new Undrawable(name)), {once: true});
  });
  return video;
}

async function drawnImage(blob, name) {
  const image = element('img', {alt: text(name), src: URL.createObjectURL(blob)});
  try {
    await image.decode();
  } catch {
    throw new Undrawable(name);
  }
  return image;
}

async function drawnFile(files, file, kind, name) {
  const sealed = files.get(file.sha256);
  const type = types[kind] ?? (sealed ? await stillType(sealed) : 'image/png');
  const blob = await provenFile(files, file, type);
  if (!blob) throw new Undrawable(name);
  if (kind === 'subtitles') return element('pre', {class: 'subtitles', tabindex: 0, 'aria-label': text(name)}, text(await blob.text()));
  return kind === 'video' ? drawnVideo(blob, name) : drawnImage(blob, name);
}

// The pictures of a media item of which `before` lacks a file; empty where it has them all.
async function picturesOf(media, before, files) {
  const known = new Set((before?.media ?? []).flatMap(m => m.files.map(file => file.sha256)));
  if (media.files.every(file => known.has(file.sha256))) return [];
  const drawn = [];
  for (const file of media.files) drawn.push(await drawnFile(files, file, media.kind, media.name));
  return drawn;
}

async function drawnChange(found, programme, before, files) {
  const pictures = found.kind === 'media' && found.change !== 'removed'
    ? await picturesOf(programme.media.find(m => m.name === found.name), before, files) : [];
  return changeCard(found, pictures);
}

// ---- the whole

function programmeHead({programme, before, first, needsTwo, signer, hasNewRoot}) {
  const on = instant => words.instant(instant, programme.timezone);
  const lines = [
    tr('Version {} of the programme, made {}, valid until {}.', programme.version, on(programme.issued_ms), on(programme.expires_ms)),
    before ? tr('Compared with version {}, which {} approved.', before.programme.version, words.listed(before.by.map(text)))
      : tr('The file has no approved programme to compare with, so everything is shown as new.'),
  ];
  if (programme.now) lines.push(tr('Screens change over at once, in the middle of what they show.'));
  if (hasNewRoot) lines.push(tr('This site has a new root key, {}, which the one of your key file has named.', signer.root.slice(0, 16)));
  if (first) lines.push(tr('{} has signed it; yours is the second signature.', text(first)));
  else if (needsTwo) lines.push(tr('This site demands two approvers: after you another one signs.'));
  return element('div', {class: 'summary'}, lines.map(line => element('p', {}, line)));
}

// Throws Undrawable.
export async function drawProgramme(judged, files) {
  const {programme} = judged, before = judged.before?.programme ?? null;
  const cards = [];
  cards.push(...programmeCards(before, programme));
  for (const found of difference(before, programme)) cards.push(await drawnChange(found, programme, before, files));
  if (!cards.length) cards.push(element('p', {}, tr('Nothing changes but the version and its validity.')));
  return element('div', {}, programmeHead(judged), cards);
}

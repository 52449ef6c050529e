// A signature file (docs/formats.md): what approve.html and "bangtin approve --sign" save. The daemon verifies it; here
// only its form is looked at.

export class BadSignature extends Error {}

const isSigned = value => typeof value?.text === 'string' && /^[0-9a-f]{128}$/.test(value.signature);

// What POST /v1/exported-draft/signature takes. Throws BadSignature.
export function offerOf(text) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    throw new BadSignature();
  }
  if (file?.format !== 'bangtin-signature-1' || !isSigned(file.statement) || !isSigned(file.approver)) throw new BadSignature();
  return {statement: file.statement, approver: file.approver, root: file.root};
}

import { WorkflowError } from './workflow-error.js';

const MAX_LENGTH = 200;
/** Characters that change how a name is shown (direction overrides, zero width) or that file systems refuse. */
const UNSAFE = /[\u0001-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff<>:"|?*]/g;
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/**
 * The last part of the name a user gave, safe to show, to log and to offer for download. It never becomes a path
 * on this machine: bytes lie under their hash.
 *
 * @throws WorkflowError invalid-filename  NUL, CR or LF, which have no place in any name; or nothing is left of it
 */
export function safeFileName(given: string): string {
  if (/[\u0000\r\n]/.test(given)) {
    throw new WorkflowError('invalid-filename', 'The file name holds a NUL, CR or LF character.');
  }
  const last = given.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const name = last.replace(UNSAFE, '').replace(/^[ .]+|[ .]+$/g, '');
  if (name === '') throw new WorkflowError('invalid-filename', 'The upload has no usable file name.');
  return shorten(RESERVED.test(name) ? `_${name}` : name);
}

function shorten(name: string): string {
  const characters = [...name];
  if (characters.length <= MAX_LENGTH) return name;
  const dot = characters.lastIndexOf('.');
  const extension = dot > 0 && characters.length - dot <= 16 ? characters.slice(dot) : [];
  return [...characters.slice(0, MAX_LENGTH - extension.length), ...extension].join('');
}

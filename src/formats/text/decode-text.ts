import { FormatError } from '../../errors/index.js';

/** The longest text that a JavaScript string holds, with room to spare. */
const longestText = 500 * 1024 * 1024;

/**
 * Text of a side-car file without its byte order mark: UTF-16 where a mark says so, else UTF-8, else Windows
 * Latin-1 (microscope computers write `µ` and `°` so). Fails with a FormatError when the bytes are binary data:
 * control characters that no text has, or UTF-16 that is none.
 */
export function decodeText(bytes: Uint8Array, path: string): string {
  if (bytes.length > longestText) {
    throw new FormatError('too large for a text file', { path, found: `${bytes.length} bytes` });
  }
  const text = decode(bytes, path);
  const control = /(?![\s\u0080-\u009f])\p{Cc}/u.exec(text);
  if (control === null) return text;
  const code = control[0].charCodeAt(0).toString(16).padStart(2, '0');
  throw new FormatError('binary data where text was expected', {
    path,
    expected: 'a text file',
    found: `the character 0x${code} in line ${text.slice(0, control.index).split('\n').length}`,
  });
}

function decode(bytes: Uint8Array, path: string): string {
  const encoding = markedEncoding(bytes);
  if (encoding === null) return utf8OrLatin1(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FormatError(`not ${encoding.toUpperCase()} text, though it begins like one`, { path, cause });
  }
}

/** Text that is UTF-8 where it is valid, without its byte order mark, else Windows Latin-1. */
export function utf8OrLatin1(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** What a byte order mark of two bytes says; null where there is none. */
export function markedEncoding([first, second]: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : null;
}

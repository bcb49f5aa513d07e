import { FormatError } from '../../errors/index.js';

interface ForeignKind {
  readonly is: (bytes: Uint8Array, text: string) => boolean;
  readonly found: string;
  readonly hint: string;
}

const downloadHint = 'the download probably failed; fetch the file again';

const kinds: readonly ForeignKind[] = [
  {
    is: (_, text) => text.startsWith('version https://git-lfs.github.com/spec/'),
    found: 'a Git LFS pointer',
    hint: 'fetch the file itself with `git lfs pull`',
  },
  {
    is: (_, text) => /^\s*<(!doctype\s+html|html|head|body)\b/i.test(text),
    found: 'an HTML page',
    hint: downloadHint,
  },
  { is: (_, text) => /^\s*<(\?xml|error)\b/i.test(text), found: 'an XML document', hint: downloadHint },
  { is: (_, text) => /^\s*\{\s*"/.test(text), found: 'a JSON document', hint: downloadHint },
  { is: (bytes) => startsWith(bytes, [0x1f, 0x8b]), found: 'gzip data', hint: 'unpack the file once more' },
  { is: (_, text) => /^BZh[1-9]1AY&SY/.test(text), found: 'bzip2 data', hint: 'unpack the file once more' },
  { is: (bytes) => startsWith(bytes, [0x50, 0x4b, 3, 4]), found: 'a zip archive', hint: 'unpack it first' },
  {
    is: (bytes) => startsWith(bytes, [0xfd, 0x37, 0x7a, 0x58, 0x5a]),
    found: 'xz data',
    hint: 'unpack it first',
  },
  { is: (bytes) => startsWith(bytes, [0x28, 0xb5, 0x2f, 0xfd]), found: 'zstd data', hint: 'unpack it first' },
  {
    is: (bytes) => startsWith(bytes, [0x89, 0x48, 0x44, 0x46]),
    found: 'an HDF5 file',
    hint: 'convert it to MRC first',
  },
  {
    is: (bytes) => startsWith(bytes, [0x49, 0x49, 0x2a, 0]) || startsWith(bytes, [0x4d, 0x4d, 0, 0x2a]),
    found: 'a TIFF file',
    hint: 'convert it to MRC first',
  },
  { is: (_, text) => text.startsWith('%PDF-'), found: 'a PDF document', hint: downloadHint },
];

/**
 * Fails with a FormatError when the first bytes of a file show that it is something other than an MRC volume. Where the
 * word `MAP` stands, the first bytes are an extent, whatever they look like.
 */
export function refuseForeignContent(bytes: Uint8Array, path: string): void {
  if (startsWith(bytes.subarray(208), [0x4d, 0x41, 0x50])) return;
  const head = String.fromCharCode(...bytes.subarray(0, 256));
  const foreign = kinds.find(({ is }) => is(bytes, head));
  if (foreign === undefined) return;
  const { found, hint } = foreign;
  throw new FormatError('not an MRC volume', { path, expected: 'an MRC header', found, hint });
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((value, index) => bytes[index] === value);
}

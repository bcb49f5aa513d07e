import { joinBytes } from '../base/collections.js';
import { type ByteSource, readChunks } from './byte-source.js';
import { latin1, markedEncoding, splitLines } from './text.js';

/** Bytes at the beginning of a file by which its format is detected. */
export const headBytes = 64 * 1024;

/** The beginning of a file, by which its format is detected. */
export type FileHead = ReturnType<typeof head>;

/** Reads the first 64 KiB of a file. */
export async function headOf(source: ByteSource): Promise<FileHead> {
  const { chunks, size } = await readChunks(source, headBytes);
  return headOfBytes(joinBytes(chunks), size);
}

/** Returns the beginning of a file of `size` bytes, of which at least the first 64 KiB, or all, are given. */
export function headOfBytes(bytes: Uint8Array, size: number): FileHead {
  const start = bytes.subarray(0, headBytes);
  return head(start, decode(start), size > start.length);
}

/** Returns the beginning of a text in memory. */
export function headOfText(text: string): FileHead {
  return head(new Uint8Array(0), text.slice(0, headBytes), text.length > headBytes);
}

function head(bytes: Uint8Array, text: string, isCut: boolean) {
  const lines = splitLines(text);
  return {
    bytes,
    /** Its text; empty for binary data. */
    text,
    /** Its whole lines that are not blank, trimmed; none for binary data. */
    lines: (isCut ? lines.slice(0, -1) : lines).map((line) => line.trim()).filter((line) => line !== ''),
  };
}

function decode(bytes: Uint8Array): string {
  const encoding = markedEncoding(bytes);
  if (encoding === null && bytes.includes(0)) return '';
  return new TextDecoder(encoding ?? 'utf-8').decode(bytes);
}

/** Returns a STAR file's blocks with their columns and keys, as its beginning shows; empty for other files. */
export function starOutline({ lines }: FileHead): ReadonlyMap<string, ReadonlySet<string>> {
  const blocks = new Map<string, Set<string>>();
  let names: Set<string> | null = null;
  for (const line of lines) {
    if (line.startsWith('data_')) {
      names = new Set();
      blocks.set(line.slice('data_'.length).split(/\s/, 1)[0] ?? '', names);
    } else if (line.startsWith('_')) {
      names?.add(line.slice(1).split(/\s/, 1)[0] ?? '');
    } else if (names === null && !line.startsWith('#')) {
      return new Map();
    }
  }
  return blocks;
}

export function holdsColumns(block: ReadonlySet<string> | undefined, ...names: readonly string[]): boolean {
  return block !== undefined && names.every((name) => block.has(name));
}

/** True if a block of a STAR file has some columns, as its beginning shows. */
export function someBlockHolds(head: FileHead, ...names: readonly string[]): boolean {
  return [...starOutline(head).values()].some((block) => holdsColumns(block, ...names));
}

/**
 * Returns the pattern of an XML text whose root is one of some tags (`<name`), with or without a prefix, after an
 * optional byte order mark, declaration and comments. It takes linear time, since a comment can only end at its first
 * `-->`.
 */
export function rootPattern(...tags: readonly `<${string}`[]): RegExp {
  const names = tags.map((tag) => tag.slice(1));
  const mark = '(?:\\ufeff|\\xef\\xbb\\xbf)?';
  const comments = '(?:<!--(?:(?!-->)[\\s\\S])*-->\\s*)*';
  return new RegExp(`^${mark}\\s*(?:<\\?xml[^>]*>\\s*)?${comments}<(?:\\w+:)?(?:${names.join('|')})[\\s/>]`);
}

/** Returns a test of XML files whose root has a name. */
export function isXml(root: string): (bytes: Uint8Array) => boolean {
  const pattern = rootPattern(`<${root}`);
  return (bytes) => pattern.test(latin1(bytes.subarray(0, 4096)));
}

import { isWhole } from '../support/long.js';

/** A file, or a directory of files, that is odd or damaged; `name` is unique in its family and fit for a run's name. */
export interface OddFile {
  readonly name: string;
  /** Bytes by path inside the directory; a single file has the path ''. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Of a volume that no command may be able to read: what its author would say that it has (z, y, x). */
  readonly shape?: readonly [z: number, y: number, x: number];
}

/** A single odd file. */
export function oddFile(name: string, bytes: Uint8Array, shape?: OddFile['shape']): OddFile {
  return { name, files: new Map([['', bytes]]), ...(shape === undefined ? {} : { shape }) };
}

/** Fails when two files have one name: they would be taken for one. */
export function withDistinctNames(files: readonly OddFile[]): readonly OddFile[] {
  const names = files.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) < index);
  if (twice.length > 0) throw new Error(`several odd files are named ${twice.join(', ')}`);
  const wrong = names.filter((name) => !/^[a-z0-9_]+$/.test(name));
  if (wrong.length > 0) throw new Error(`no name for a run: ${wrong.join(', ')}`);
  return files;
}

/** Where long tests are not run, one in so many odd files is opened. */
const step = 24;

/**
 * A sample of odd files, some of each kind: a kind is what their names begin with, `codec` or `fill`. Those beside each
 * other in a list are alike.
 */
export function sampleOf(files: readonly OddFile[]): readonly OddFile[] {
  if (isWhole) return files;
  const seen = new Map<string, number>();
  return files.filter(({ name }) => {
    const kind = name.replace(/_.*/, '');
    const place = seen.get(kind) ?? 0;
    seen.set(kind, place + 1);
    return place % step === 0;
  });
}

/** The bytes of a single file. */
export function bytesOf({ files }: OddFile): Uint8Array {
  return files.get('') ?? new Uint8Array();
}

/** A copy with some bytes changed. */
export function changed(bytes: Uint8Array, change: (view: DataView, bytes: Uint8Array) => void): Uint8Array {
  const copy = bytes.slice();
  change(new DataView(copy.buffer), copy);
  return copy;
}

/** The first `length` bytes; the last ones are left out where it is negative. */
export function cut(bytes: Uint8Array, length: number): Uint8Array {
  return bytes.slice(0, length);
}

/** Bytes one after another. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

// Reads files of a deposition in pieces, and notices files that change during an ingest.

import { getOrMake, inTurn } from '../base/collections.js';
import { IngestError, StorageError } from '../base/errors.js';
import { noPause, pauseBetween } from '../base/pause.js';
import type { ByteSource, Span, SpanChunk } from '../formats/byte-source.js';
import { bareStorage } from '../storage/forwarding-storage.js';
import { readsAsListed } from '../storage/listed-input.js';
import { missingFile, type ObjectInfo, type Storage } from '../storage/storage.js';
import type { OpenOptions } from '../volume/source/volume-format.js';
import { temporaryFiles } from '../volume/temporary-files.js';
import { describeItem, type Item } from './item.js';
import type { SourceContext } from './source-context.js';

/** Bytes that are read at once: large enough to be worth a request. */
const pieceBytes = 2 ** 20;
/** Bytes that are yielded at once: a parser's objects take many times as much memory. */
const chunkBytes = 2 ** 16;
/** Bytes after which other tasks get a turn: a parser takes a tenth of a second for them. */
const turnBytes = 2 ** 18;

interface ReadOptions {
  readonly signal?: AbortSignal;
  /** Called with the offset (bytes) up to which the file was read. */
  readonly onRead?: (bytes: number) => void;
}

/** Returns a file of a storage as a source of bytes in chunks of 64 KiB. Reading fails with a StorageError. */
export function fileSource(storage: Storage, key: string, { signal, onRead }: ReadOptions = {}): ByteSource {
  async function* read(stretches: (size: number) => readonly Stretch[]): AsyncGenerator<SpanChunk> {
    const reader = await storage.open(key);
    const pause = signal === undefined ? noPause : pauseBetween(signal);
    try {
      for (const { start, end, spans } of stretches(reader.size)) {
        signal?.throwIfAborted();
        const piece = await reader.read(start, end - start);
        for (const { span, from, to } of spans) {
          for (let at = from; at < to; at += chunkBytes) {
            if (at > from && (at - from) % turnBytes === 0) await pause();
            yield { span, bytes: piece.subarray(at - start, Math.min(to, at + chunkBytes) - start) };
          }
        }
        onRead?.(end);
      }
      // Spans of an object in a bucket are covered by no checksum.
      await reader.verify?.();
    } finally {
      await reader.close();
    }
  }
  return {
    path: storage.location(key),
    async *chunks() {
      for await (const { bytes } of read((size) => cut([{ start: 0, end: size }]))) yield bytes;
    },
    spans: (spans) => read(() => cut(spans)),
  };
}

/** Bytes that are read at once, with the spans in them. */
interface Stretch extends Span {
  readonly spans: { readonly span: number; readonly from: number; readonly to: number }[];
}

/** Cuts spans into stretches of at most 1 MiB; adjacent spans are read together. */
function cut(spans: readonly Span[]): Stretch[] {
  const stretches: { start: number; end: number; spans: Stretch['spans'] }[] = [];
  for (const [span, { start, end }] of spans.entries()) {
    for (let from = start; from < end; ) {
      const last = stretches.at(-1);
      const isNext = last !== undefined && last.end === from && last.end - last.start < pieceBytes;
      const stretch = isNext ? last : { start: from, end: from, spans: [] };
      if (!isNext) stretches.push(stretch);
      const to = Math.min(end, stretch.start + pieceBytes);
      stretch.spans.push({ span, from, to });
      stretch.end = to;
      from = to;
    }
  }
  return stretches;
}

/** Returns options for opening volumes: with the ingest's signal, kernels and staging directory. */
export function openOptions({ signal, kernels, options }: SourceContext): OpenOptions {
  return { signal, kernels, staging: temporaryFiles(options.stagingDirectory) };
}

/** Detects whether the files of items changed between two looks at them, in one ingest. */
export function createSourceStamps(context: SourceContext) {
  const known = new WeakMap<Item, ReturnType<typeof stampsOf>>();
  /** Returns the state of an item's files, as it is at the first call. */
  const note = (item: Item) => getOrMake(known, item, () => stampsOf(item, storageOf(item, context)));
  return {
    note,
    forget: (item: Item) => known.delete(item),
    /** Returns what was recorded of a file: in a network file system each look is a request. */
    facts: async (item: Item, key: string) => (await known.get(item))?.get(key)?.facts ?? null,
    /** Fails with a StorageError if a file changed since its state was recorded; the first look records it. */
    async check(item: Item): Promise<void> {
      const storage = storageOf(item, context);
      const before = await known.get(item);
      if (before === undefined) {
        if (!storage.flat) await note(item);
        return;
      }
      if (storage.flat && (await areCompared(item, storage))) return;
      for (const [key, { text }] of await stampsOf(item, bareStorage(storage))) {
        const was = before.get(key)?.text;
        if (text === was) continue;
        throw new StorageError('failed', 'changed while it was read', {
          path: storage.location(key),
          expected: `as it was: ${was}`,
          found: text,
          hint: 'ingest again once the source is at rest',
        });
      }
    },
  };
}

/** True if every read of an item's files is compared with the ETag that they were listed with. */
async function areCompared({ files }: Item, input: Storage): Promise<boolean> {
  if (!readsAsListed(input)) return false;
  for (const key of files) if ((await input.stat(key))?.etag === undefined) return false;
  return true;
}

async function stampsOf({ origin, files }: Item, storage: Storage) {
  const stamped = origin === 'source' ? files : [];
  return new Map(await inTurn(stamped, async (key) => [key, await stampOf(storage, key)] as const));
}

/** Returns a text that differs if a file changed, and its facts; null for a directory or nothing. */
async function stampOf(storage: Storage, key: string) {
  const facts = await storage.stat(key);
  return { text: facts === null ? await describeBelow(storage, key) : describe(1, facts), facts };
}

async function describeBelow(storage: Storage, key: string): Promise<string> {
  let [files, size, modified] = [0, 0, 0];
  for await (const found of storage.list(key)) {
    files += 1;
    size += found.size;
    modified = Math.max(modified, found.modified);
  }
  return files === 0 ? 'nothing' : describe(files, { size, modified });
}

function describe(files: number, { size, modified, fileNumber, etag }: Omit<ObjectInfo, 'key' | 'leaves'>) {
  // A listing has the time of an object more exactly than a HEAD, and the ETag says more.
  if (etag !== undefined) return `${size} bytes, ETag ${etag}`;
  const number = fileNumber === undefined ? '' : `, file number ${fileNumber}`;
  const time = `${new Date(modified).toISOString().slice(0, -1)}${(modified % 1).toFixed(4).slice(2)}Z`;
  return `${files === 1 ? '' : `${files} files, `}${size} bytes of ${time}${number}`;
}

/** Returns the storage of an item's files. */
export function storageOf(item: Item, context: SourceContext): Storage {
  return item.origin === 'output' ? context.output : context.input;
}

/** Returns the first file of an item with its size. Fails with an IngestError if it is missing or a directory. */
export async function sourceFile(item: Item, context: SourceContext) {
  const [key] = item.files;
  if (key === undefined) {
    const facts = { entity: describeItem(item), expected: 'one file', found: 'none' };
    throw new IngestError('no source file', facts);
  }
  return { key, bytes: await fileSize(item, key, context) };
}

/** Returns the size in bytes of an item's file. Fails with an IngestError if it is missing or a directory. */
export async function fileSize(item: Item, key: string, context: SourceContext): Promise<number> {
  const size = await context.fileSize(item, key);
  if (size !== null) return size;
  const storage = storageOf(item, context);
  const isDirectory = (await storage.readDirectory(key)).length > 0;
  throw new IngestError('not a file', {
    path: storage.location(key),
    entity: describeItem(item),
    expected: 'a file',
    found: isDirectory ? 'a directory' : await whatIsThere(storage, key),
    hint: 'narrow the pattern so that it lists files only',
  });
}

/** Describes what a key is that is listed but cannot be opened, such as a broken link. */
async function whatIsThere(storage: Storage, key: string): Promise<string> {
  if (storage.flat) return 'nothing';
  try {
    await (await storage.open(key)).close();
  } catch (error) {
    if (error instanceof StorageError && error.message !== missingFile)
      return error.facts.found ?? error.message;
  }
  return 'nothing';
}

import { IngestError, StorageError } from '../base/errors.js';
import type { ByteSource, Span, SpanChunk } from '../formats/byte-source.js';
import { missingFile } from '../storage/local/local-reader.js';
import type { ObjectInfo, Storage } from '../storage/storage.js';
import type { OpenOptions } from '../volume/source/volume-format.js';
import { temporaryFiles } from '../volume/temporary-files.js';
import { describeItem, type Item } from './item.js';
import type { SourceContext } from './source-context.js';

/** What is read at once, which should be worth a request. */
const pieceBytes = 2 ** 20;
/** What is handed on at once: what a parser makes of it is many times as large. */
const chunkBytes = 2 ** 16;

interface SourceOptions {
  readonly signal?: AbortSignal;
  readonly onRead?: (bytes: number) => void;
}

/** A file of a storage as a source of bytes in chunks of 64 KiB; `onRead` is told how far each reading is. */
export function fileSource(
  storage: Storage,
  key: string,
  { signal, onRead }: SourceOptions = {},
): ByteSource {
  async function* read(stretches: (size: number) => readonly Stretch[]): AsyncGenerator<SpanChunk> {
    const reader = await storage.open(key);
    try {
      for (const { start, end, spans } of stretches(reader.size)) {
        signal?.throwIfAborted();
        const piece = await reader.read(start, end - start);
        for (const { span, from, to } of spans) {
          for (let at = from; at < to; at += chunkBytes) {
            yield { span, bytes: piece.subarray(at - start, Math.min(to, at + chunkBytes) - start) };
          }
        }
        onRead?.(end);
      }
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

/** What is read at once, and what of it belongs to which span. */
interface Stretch extends Span {
  readonly spans: { readonly span: number; readonly from: number; readonly to: number }[];
}

/** Cuts spans into stretches of at most 1 MiB; spans that follow each other are read together. */
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

/** How an ingest opens volumes: it can be interrupted, and unpacks to where the user said. */
export function openOptions({ signal, kernels, options }: SourceContext): OpenOptions {
  return { signal, kernels, staging: temporaryFiles(options.stagingDirectory) };
}

/** What tells one version of an item's files from another. */
interface SourceStamps {
  /** Looks at the files of an item as they are now, unless that was done before. */
  note(item: Item, context: SourceContext): Promise<void>;
  /** Fails with a StorageError when one of them is not as it was when it was noted. */
  check(item: Item, context: SourceContext): Promise<void>;
}

/** Stamps of one ingest, none at first. */
export function createSourceStamps(): SourceStamps {
  const known = new WeakMap<Item, Promise<readonly string[]>>();
  const noted = (item: Item, context: SourceContext) => {
    const stamps = known.get(item) ?? stampsOf(item, context);
    known.set(item, stamps);
    return stamps;
  };
  return {
    async note(item, context) {
      await noted(item, context);
    },
    async check(item, context) {
      // One reading of an object tells by itself when it was replaced; of several, only the first knows how it was.
      if (storageOf(item, context).flat && !known.has(item)) return;
      const before = await noted(item, context);
      for (const [index, stamp] of (await stampsOf(item, context)).entries()) {
        if (stamp === before[index]) continue;
        throw new StorageError('failed', 'changed while it was read', {
          path: storageOf(item, context).location(item.files[index] ?? ''),
          expected: `as it was: ${before[index]}`,
          found: stamp,
          hint: 'ingest again once the source is at rest',
        });
      }
    },
  };
}

async function stampsOf(item: Item, context: SourceContext): Promise<string[]> {
  const storage = storageOf(item, context);
  if (item.origin !== 'source') return [];
  const stamps: string[] = [];
  for (const key of item.files) stamps.push(await stampOf(storage, key));
  return stamps;
}

async function stampOf(storage: Storage, key: string): Promise<string> {
  const file = await storage.stat(key);
  if (file !== null) return describe(1, file);
  let [files, size, modified] = [0, 0, 0];
  for await (const found of storage.list(key)) {
    files += 1;
    size += found.size;
    modified = Math.max(modified, found.modified);
  }
  return files === 0 ? 'nothing' : describe(files, { size, modified });
}

function describe(
  files: number,
  { size, modified, fileNumber, etag }: Omit<ObjectInfo, 'key' | 'leaves'>,
): string {
  const number = fileNumber === undefined ? '' : `, file number ${fileNumber}`;
  const tag = etag === undefined ? '' : `, ETag ${etag}`;
  const time = `${new Date(modified).toISOString().slice(0, -1)}${(modified % 1).toFixed(4).slice(2)}Z`;
  return `${files === 1 ? '' : `${files} files, `}${size} bytes of ${time}${number}${tag}`;
}

/** The storage an item's files lie in. */
export function storageOf(item: Item, context: SourceContext): Storage {
  return item.origin === 'output' ? context.output : context.input;
}

/** The one file an item was found as; fails with an IngestError when it is a directory or missing. */
export async function sourceFile(
  item: Item,
  context: SourceContext,
): Promise<{ key: string; bytes: number }> {
  const [key] = item.files;
  if (key === undefined) {
    throw new IngestError('no source file', {
      entity: describeItem(item),
      expected: 'one file',
      found: 'none',
    });
  }
  return { key, bytes: await fileSize(item, key, context) };
}

/** Bytes of one of an item's files; fails with an IngestError when it is a directory or missing. */
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

/** What is listed and cannot be opened, a link for one, as opening it tells. */
async function whatIsThere(storage: Storage, key: string): Promise<string> {
  if (storage.flat) return 'nothing';
  try {
    await (await storage.open(key)).close();
  } catch (error) {
    if (error instanceof StorageError && error.message !== missingFile) return error.message;
  }
  return 'nothing';
}

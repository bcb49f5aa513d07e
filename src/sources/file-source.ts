import type { ByteSource, Span, SpanChunk } from '../formats/byte-source/index.js';
import type { Storage } from '../storage/index.js';

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

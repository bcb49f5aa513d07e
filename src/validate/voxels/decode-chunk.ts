import { gunzipSync, inflateSync } from 'node:zlib';
import { FormatError, UnsupportedError } from '../../errors/index.js';
import type { JsonValue } from '../../json/index.js';
import type { Kernels } from '../../volume/kernels/index.js';
import { readBloscHeader } from '../../volume/kernels/index.js';
import { textAt, valueAt } from '../json-access.js';

/** LZ4, as the number of a Blosc frame's codec. */
const lz4 = 1;
const codecShift = 5;

/**
 * Unpacks a chunk to `target` in kernel memory, where `length` bytes are free. Fails with a FormatError when the chunk
 * is damaged or holds another number of bytes, and with an UnsupportedError for a compressor without decoder.
 */
export async function decodeChunk(
  kernels: Kernels,
  bytes: Uint8Array,
  compressor: JsonValue,
  target: number,
  length: number,
): Promise<void> {
  const { arena } = kernels;
  if (isLz4Frame(bytes, compressor)) {
    const { contentBytes } = readBloscHeader(bytes);
    assertLength(contentBytes, length);
    const top = arena.top;
    try {
      const source = arena.allocate(bytes.length);
      arena.bytes(source, bytes.length).set(bytes);
      kernels.decodeFrame(source, bytes.length, target, length);
    } finally {
      arena.release(top);
    }
    return;
  }
  const content = compressor === null ? bytes : await unpack(bytes, compressor, length);
  assertLength(content.length, length);
  arena.bytes(target, length).set(content);
}

function isLz4Frame(bytes: Uint8Array, compressor: JsonValue): boolean {
  if (textAt(compressor, 'id') !== 'blosc') return false;
  const { flags } = readBloscHeader(bytes);
  return flags >> codecShift === lz4 || (flags & 2) !== 0;
}

async function unpack(bytes: Uint8Array, compressor: JsonValue, length: number): Promise<Uint8Array> {
  const id = textAt(compressor, 'id');
  const limit = { maxOutputLength: length + 1 };
  try {
    if (id === 'zlib') return inflateSync(bytes, limit);
    if (id === 'gzip') return gunzipSync(bytes, limit);
    return await unpackWithLibrary(bytes, id ?? 'none', compressor);
  } catch (cause) {
    if (cause instanceof UnsupportedError) throw cause;
    throw new FormatError('the chunk cannot be unpacked', {
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}

async function unpackWithLibrary(bytes: Uint8Array, id: string, compressor: JsonValue): Promise<Uint8Array> {
  const { registry } = await import('zarrita');
  const entry = await registry.get(id)?.();
  if (entry === undefined) {
    throw new UnsupportedError('an unknown compressor', { found: JSON.stringify(valueAt(compressor, 'id')) });
  }
  const codec = entry.fromConfig(compressor as never, {} as never) as unknown as {
    decode(bytes: Uint8Array): Promise<Uint8Array>;
  };
  return codec.decode(bytes);
}

function assertLength(found: number, expected: number): void {
  if (found === expected) return;
  throw new FormatError('the chunk decodes to another size', {
    found: `${found} bytes`,
    expected: `${expected} bytes`,
  });
}

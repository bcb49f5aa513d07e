import { registry } from 'zarrita';
import { FormatError, UnsupportedError } from '../../errors/index.js';

/** Compresses and decompresses bytes. */
export interface Codec {
  encode(bytes: Uint8Array): Promise<Uint8Array>;
  decode(bytes: Uint8Array): Promise<Uint8Array>;
}

/** A codec of zarrita (numcodecs, in WebAssembly) by its `id`. Fails with an UnsupportedError where there is none. */
export async function openCodec(id: string, settings: Readonly<Record<string, number>> = {}): Promise<Codec> {
  const opened = await registry.get(id)?.();
  if (opened === undefined) throw new UnsupportedError(`codec ${id} is not available`);
  const codec = opened.fromConfig({ id, ...settings }, unusedMetadata);
  return {
    encode: async (bytes) => asBytes(await codec.encode(bytes)),
    decode: async (bytes) => asBytes(await codec.decode(bytes)),
  };
}

function asBytes(result: unknown): Uint8Array {
  if (result instanceof Uint8Array) return result;
  throw new FormatError('the codec gave no bytes');
}

const unusedMetadata = { dataType: 'uint8' as const, shape: [], codecs: [], fillValue: null };

import { bytesOf } from './memory.js';
import { normal, random, randomBytes } from './random.js';

/** Kinds of data that codecs are tried on: bytes of about so many samples of a type size. */
export const contents: Readonly<
  Record<string, (samples: number, typeSize: number) => Uint8Array<ArrayBuffer>>
> = {
  'random bytes': (samples, typeSize) => randomBytes(random(51), samples * typeSize),
  noise: (samples, typeSize) => {
    const next = random(52);
    return pack(samples, typeSize, () => 40 * normal(next));
  },
  constant: (samples, typeSize) => pack(samples, typeSize, () => 17),
  zeros: (samples, typeSize) => new Uint8Array(samples * typeSize),
  ramp: (samples, typeSize) => pack(samples, typeSize, (index) => index / 16),
  'sparse mask': (samples, typeSize) => {
    const next = random(53);
    let set = 0;
    return pack(samples, typeSize, () => {
      if (next() < 0.01) set = 1 - set;
      return set * (next() < 0.9 ? 1 : 0);
    });
  },
};

function pack(samples: number, typeSize: number, value: (index: number) => number): Uint8Array<ArrayBuffer> {
  const values = Array.from({ length: samples }, (_, index) => value(index));
  if (typeSize === 4) return bytesOf(Float32Array.from(values));
  return bytesOf(typeSize === 2 ? Uint16Array.from(values) : Int8Array.from(values));
}

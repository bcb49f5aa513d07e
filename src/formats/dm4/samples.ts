import type { Dm4Image } from './read-dm4.js';

/** The samples of whole rows as float32, in the order of `bytes`; 32-bit integers lose what float32 cannot hold. */
export function dm4Samples(bytes: Uint8Array, image: Dm4Image): Float32Array {
  const { sampleType, sampleBytes, littleEndian } = image;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read: Record<Dm4Image['sampleType'], (offset: number) => number> = {
    int8: (offset) => view.getInt8(offset),
    uint8: (offset) => view.getUint8(offset),
    int16: (offset) => view.getInt16(offset, littleEndian),
    uint16: (offset) => view.getUint16(offset, littleEndian),
    int32: (offset) => view.getInt32(offset, littleEndian),
    uint32: (offset) => view.getUint32(offset, littleEndian),
    float32: (offset) => view.getFloat32(offset, littleEndian),
    float64: (offset) => view.getFloat64(offset, littleEndian),
  };
  const sampleAt = read[sampleType];
  const samples = new Float32Array(Math.floor(bytes.length / sampleBytes));
  for (let index = 0; index < samples.length; index++) samples[index] = sampleAt(index * sampleBytes);
  return samples;
}

import type { MrcHeader } from '../../../src/volume/mrc/header.js';
import { loadSample } from './load-sample.js';

/** Every sample of an MRC file in C order, in plain TypeScript. */
export function decodeMrc(bytes: Uint8Array, header: MrcHeader): Float32Array<ArrayBuffer> {
  const [nz, ny, nx] = header.shape;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const samples = new Float32Array(nz * ny * nx);
  for (let row = 0; row < nz * ny; row += 1) {
    for (let x = 0; x < nx; x += 1) {
      samples[row * nx + x] = loadSample(view, header.dataOffset + row * header.rowBytes, x, header);
    }
  }
  return samples;
}

// Rates of the kernels in one thread, on 64 MiB of noise: node dist/bench/kernels.js

import { loadKernels } from '../src/volume/kernels/load-kernels.js';
import { encoderRates } from './kernels/encoder-rates.js';
import { kernelRates } from './kernels/kernel-rates.js';
import { noise } from './noise.js';

const kernels = await loadKernels();
const samples = noise(1 << 24);
const format = (rate: number) => rate.toFixed(2).padStart(7);

for (const { name, rate } of kernelRates(kernels, samples)) console.log(`${format(rate)} GB/s  ${name}`);

const { rate, ratio, reference } = encoderRates(kernels, samples);
console.log(`${format(rate)} GB/s  encode Blosc, ratio ${ratio.toFixed(4)}`);
if (reference === null) {
  console.log('python3 with numcodecs is not installed: no comparison with c-blosc');
} else {
  console.log(`${format(reference.rate)} GB/s  c-blosc, ratio ${reference.ratio.toFixed(4)}`);
  console.log(`${format(reference.pairwise)} ×     encode Blosc : c-blosc, median of pairs`);
}

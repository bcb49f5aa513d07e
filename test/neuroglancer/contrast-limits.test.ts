import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { contrastLimits, contrastSections, randomChoice } from '../../src/neuroglancer/contrast-limits.js';
import { fitGaussianMixture } from '../../src/neuroglancer/gaussian-mixture.js';

const test = suite('contrast limits');

const [depth, height, width] = [20, 16, 12];
const everything = 4 * depth * height * width;

function waves(): Float64Array {
  const values = new Float64Array(depth * height * width);
  let at = 0;
  for (let z = 0; z < depth; z++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        values[at++] = Math.sin(0.7 * x) + 0.5 * Math.cos(0.5 * y) + 0.25 * Math.sin(0.3 * z);
  return values;
}

function lcg(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A fifth of the voxels is around −3, the others around 0. */
function twoPeaks(): Float64Array {
  const noise = lcg(1);
  const which = lcg(7);
  return Float64Array.from({ length: depth * height * width }, () => {
    let sum = -6;
    for (let term = 0; term < 12; term++) sum += noise();
    return which() < 0.2 ? -3 + 0.5 * sum : sum;
  });
}

function limitsOf(volume: Float64Array, method: 'gmm' | 'cdf', voxelCount = volume.length) {
  const { from, to } = contrastSections(depth, method);
  const plane = height * width;
  return contrastLimits(volume.subarray(from * plane, to * plane), voxelCount, method);
}

function near(found: readonly number[] | null, expected: readonly number[]) {
  assert.is(found?.length, expected.length);
  for (const [index, value] of expected.entries()) {
    const difference = Math.abs((found?.[index] ?? 0) - value);
    assert.ok(difference < 1e-9 * Math.max(1, Math.abs(value)), `${found?.[index]} for ${value}`);
  }
}

test('draws what numpy draws', () => {
  assert.equal([...randomChoice(100, 30)].slice(0, 6), [95, 42, 74, 65, 6, 7]);
  assert.equal([...randomChoice(20_000, 6000)].slice(0, 6), [1373, 10541, 13712, 11964, 2942, 1859]);
  assert.equal([...randomChoice(20_000, 300)].slice(0, 6), [10119, 15467, 2541, 8816, 1789, 12078]);
});

test('the central sections, even and odd depths, and those of a thin volume', () => {
  assert.equal(contrastSections(100, 'gmm'), { from: 35, to: 65 });
  assert.equal(contrastSections(101, 'gmm'), { from: 35, to: 66 });
  assert.equal(contrastSections(20, 'cdf'), { from: 5, to: 15 });
  assert.equal(contrastSections(1, 'cdf'), { from: 0, to: 1 });
});

test('fits the mixtures that scikit-learn fits', () => {
  near(
    [1, 2, 3].map((components) => Number(fitGaussianMixture(waves(), components, 100).bic.toFixed(2))),
    [9136.31, 8905.07, 8839.52],
  );
  const fit = fitGaussianMixture(twoPeaks(), 2, 100);
  assert.is(fit.iterations, 16);
  assert.equal(
    [...fit.means].map((mean) => mean.toFixed(8)),
    ['0.01484142', '-2.96897568'],
  );
  assert.equal(
    [...fit.variances].map((variance) => variance.toFixed(8)),
    ['0.95987668', '0.31958217'],
  );
});

test('limits by mixture, of all values and of a sample', () => {
  near(limitsOf(waves(), 'gmm', everything), [-0.6643237386005709, 0.6924900780010737]);
  near(limitsOf(waves(), 'gmm'), [-1.6600884435873802, 0.12099328686446092]);
  near(limitsOf(twoPeaks(), 'gmm', everything), [-2.1405710982987696, 0.6516678518219438]);
  near(limitsOf(twoPeaks(), 'gmm'), [-2.2322042586323105, 0.6363990610302345]);
});

test('limits by cumulative distribution, of all values and of a sample', () => {
  near(limitsOf(waves(), 'cdf', everything), [-1.6014748607002502, 0.6245363667852595]);
  near(limitsOf(waves(), 'cdf'), [-1.6014748607002502, 0.6245363667852595]);
  near(limitsOf(twoPeaks(), 'cdf', everything), [-4.12508198953492, 0.81506008919132]);
  near(limitsOf(twoPeaks(), 'cdf'), [-3.9905422619931414, -0.2381986896316448]);
});

test('a constant volume, few integers, and values that are not numbers', () => {
  assert.equal(contrastLimits(new Float64Array(64).fill(1), 64, 'gmm'), [1, 1]);
  assert.equal(contrastLimits(new Float64Array(64).fill(1), 64, 'cdf'), [1, 1]);
  const integers = Float64Array.from({ length: 64 }, (_, index) => index);
  near(contrastLimits(integers, 64, 'gmm'), [20.23715749849611, 52.07058634156697]);
  assert.equal(contrastLimits(integers, 256, 'cdf'), [0, 63]);
  assert.is(contrastLimits(Float64Array.of(Number.NaN, Number.NaN), 2, 'gmm'), null);
});

test.run();

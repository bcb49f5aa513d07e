/** The first numbers of `numpy.random.RandomState(42).random_sample()`: a Mersenne twister, in [0, 1). */
const uniforms = [
  0.3745401188473625, 0.9507143064099162, 0.7319939418114051, 0.5986584841970366, 0.15601864044243652,
  0.15599452033620265, 0.05808361216819946,
];
/** Is added to each variance so that none is 0; scikit-learn's `reg_covar`. */
const regularization = 1e-6;
/** Iterations stop when the mean log-likelihood changes by less than this; scikit-learn's `tol`. */
const tolerance = 1e-3;

/**
 * Fits 1 to 3 normal distributions to samples by expectation maximization. Starts as scikit-learn's
 * `GaussianMixture(init_params='k-means++', random_state=42)` does.
 */
export function fitGaussianMixture(samples: Float64Array, components: number, maxIterations: number) {
  const count = samples.length;
  const centres = seedCentres(samples, components);
  const sums = emptySums(components);
  for (const [component, index] of centres.entries()) add(sums, component, 1, samples[index] ?? 0);
  let model = maximize(sums, count);
  let lowerBound = Number.NEGATIVE_INFINITY;
  let iterations = 0;
  while (iterations < maxIterations) {
    iterations++;
    const { likelihood, sums: next } = expect(samples, model);
    model = maximize(next, null);
    const before = lowerBound;
    lowerBound = likelihood / count;
    if (Math.abs(lowerBound - before) < tolerance) break;
  }
  const { likelihood } = expect(samples, model);
  /** The Bayesian information criterion; smaller is better. */
  const bic = -2 * likelihood + (3 * components - 1) * Math.log(count);
  return { ...model, bic, iterations };
}

/** A mixture of one-dimensional normal distributions; one element per component. */
type Model = ReturnType<typeof maximize>;

/** Sums over the samples, weighted by the probability that a sample belongs to the component. */
interface Sums {
  readonly weight: Float64Array;
  readonly value: Float64Array;
  readonly square: Float64Array;
}

function emptySums(components: number): Sums {
  return {
    weight: new Float64Array(components),
    value: new Float64Array(components),
    square: new Float64Array(components),
  };
}

function add(sums: Sums, component: number, share: number, value: number): void {
  sums.weight[component] = (sums.weight[component] ?? 0) + share;
  sums.value[component] = (sums.value[component] ?? 0) + share * value;
  sums.square[component] = (sums.square[component] ?? 0) + share * value * value;
}

/**
 * Returns the model that maximizes the likelihood of weighted sums. `total` is the number of samples in the first step,
 * in which the weights do not add up to it; null in later steps.
 */
function maximize(sums: Sums, total: number | null) {
  const weight = sums.weight.map((value) => value + 10 * Number.EPSILON);
  const means = sums.value.map((value, component) => value / (weight[component] ?? 1));
  const variances = sums.square.map((square, component) => {
    const mean = means[component] ?? 0;
    return square / (weight[component] ?? 1) - mean * mean + regularization;
  });
  const all = total ?? weight.reduce((sum, value) => sum + value, 0);
  return { means, variances, weights: weight.map((value) => value / all) };
}

/** Returns the log-likelihood of the samples and their sums, weighted by each component's responsibility. */
function expect(samples: Float64Array, model: Model): { likelihood: number; sums: Sums } {
  const components = model.means.length;
  const constants = model.weights.map(
    (weight, component) =>
      Math.log(weight) - 0.5 * (Math.log(2 * Math.PI) + Math.log(model.variances[component] ?? 1)),
  );
  const sums = emptySums(components);
  const logs = new Float64Array(components);
  let likelihood = 0;
  for (const sample of samples) {
    let highest = Number.NEGATIVE_INFINITY;
    for (let component = 0; component < components; component++) {
      const distance = sample - (model.means[component] ?? 0);
      const log =
        (constants[component] ?? 0) - (distance * distance) / (2 * (model.variances[component] ?? 1));
      logs[component] = log;
      if (log > highest) highest = log;
    }
    let total = 0;
    for (let component = 0; component < components; component++)
      total += Math.exp((logs[component] ?? 0) - highest);
    const all = highest + Math.log(total);
    likelihood += all;
    for (let component = 0; component < components; component++) {
      add(sums, component, Math.exp((logs[component] ?? 0) - all), sample);
    }
  }
  return { likelihood, sums };
}

/** Returns the indices of the starting samples: k-means++ with 2 + ⌊ln(components)⌋ trials per centre. */
function seedCentres(samples: Float64Array, components: number): number[] {
  const count = samples.length;
  const [first = 0, ...rest] = uniforms;
  const start = Math.min(count - 1, Math.max(0, Math.ceil(first * count) - 1));
  const centres = [firstAtLeast(start, first, count)];
  let distances: Float64Array = samples.map((sample) => (sample - (samples[centres[0] ?? 0] ?? 0)) ** 2);
  const trials = 2 + Math.floor(Math.log(components));
  let drawn = 0;
  while (centres.length < components) {
    const total = distances.reduce((sum, value) => sum + value, 0);
    const targets = rest.slice(drawn, drawn + trials).map((uniform) => uniform * total);
    drawn += trials;
    let best: { index: number; distances: Float64Array; sum: number } | null = null;
    for (const index of indicesAt(distances, targets)) {
      const centre = samples[index] ?? 0;
      const nearer = samples.map((sample, at) => Math.min(distances[at] ?? 0, (sample - centre) ** 2));
      const sum = nearer.reduce((all, value) => all + value, 0);
      if (best === null || sum < best.sum) best = { index, distances: nearer, sum };
    }
    if (best === null) break;
    centres.push(best.index);
    distances = best.distances;
  }
  return centres;
}

/** Returns the first index with (index + 1) / count ≥ uniform. Starts from `guess`, which rounding may put one off. */
function firstAtLeast(guess: number, uniform: number, count: number): number {
  let index = guess;
  while (index > 0 && index / count >= uniform) index--;
  while (index < count - 1 && (index + 1) / count < uniform) index++;
  return index;
}

/** Returns, for each target, the first index at which the cumulative distance reaches it. */
function indicesAt(distances: Float64Array, targets: readonly number[]): number[] {
  const found = targets.map(() => distances.length - 1);
  const open = new Set(targets.keys());
  let sum = 0;
  for (let index = 0; index < distances.length && open.size > 0; index++) {
    sum += distances[index] ?? 0;
    for (const at of open) {
      if (sum < (targets[at] ?? 0)) continue;
      found[at] = index;
      open.delete(at);
    }
  }
  return found;
}

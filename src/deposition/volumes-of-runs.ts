import { isMrcHeader } from '../volume/mrc/header.js';
import type { VolumeHeader } from '../volume/volume.js';
import type { OtherRuns, Stated } from './source-rules/rule.js';

/** Remembers the volumes of all runs, some hundred bytes each, and compares each with those that were noted before. */
export class VolumesOfRuns {
  /** Where each volume is, by what its header says of its samples. */
  readonly #bySamples = new Map<string, { readonly run: string; readonly where: string }>();
  /** The first volume with each order of edges, by the edges in ascending order. */
  readonly #orders = new Map<string, Map<string, string>>();

  note({ value: header, path }: Stated<VolumeHeader>, type: string, run: string): OtherRuns {
    const where = `${path} of run ${run}`;
    const samples = samplesOf(header, type);
    const known = samples === null ? undefined : this.#bySamples.get(samples);
    if (samples !== null && known === undefined) this.#bySamples.set(samples, { run, where });
    const edges = `${type} ${header.shape.toSorted((a, b) => a - b).join()}`;
    const orders = this.#orders.get(edges) ?? new Map<string, string>();
    this.#orders.set(edges, orders);
    const order = header.shape.join();
    const [other = null] = orders.has(order) ? [] : orders.values();
    if (!orders.has(order)) orders.set(order, where);
    return {
      same: known === undefined || known.run === run ? null : known.where,
      turned: other,
    };
  }
}

/** Returns what a header says of the samples; null if its program did not measure them. */
function samplesOf(header: VolumeHeader, type: string): string | null {
  if (!isMrcHeader(header)) return null;
  const { dmin, dmax, dmean, rms } = header.fields;
  return rms > 0 && dmax > dmin ? [type, ...header.shape, dmin, dmax, dmean, rms].join() : null;
}

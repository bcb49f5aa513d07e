import type { AnnotationPoint } from '../../../formats/points/index.js';
import type { PointsFacts } from '../../../sources/rules/index.js';
import type { Shape } from '../../../volume/volume.js';

type Optics = NonNullable<PointsFacts['optics']>;

/** Values of a filtered column that messages show. */
const shown = 3;

/** Counts points while they pass, and those that lie outside of a volume. */
export class PointTally {
  readonly #bounds: Shape | null;
  #count = 0;
  #outside = 0;
  #first: PointsFacts['firstOutside'] = null;
  #optics: Optics | null = null;
  #unmatched: readonly string[] | null = null;

  constructor(bounds: Shape | null) {
    this.#bounds = bounds;
  }

  useOptics(optics: Optics): void {
    this.#optics = optics;
  }

  /** The filter selects no row; the column has these values. */
  missAll(values: readonly string[]): void {
    this.#unmatched = values;
  }

  /** Whether the filter selects no row of a table that has some. */
  get isUnmatched(): boolean {
    return this.#unmatched !== null && this.#unmatched.length > 0;
  }

  async *count(
    batches: AsyncIterable<readonly AnnotationPoint[]>,
  ): AsyncGenerator<readonly AnnotationPoint[]> {
    for await (const batch of batches) {
      this.#count += batch.length;
      if (this.#bounds !== null) for (const { location } of batch) this.#look(location, this.#bounds);
      yield batch;
    }
  }

  #look({ x, y, z }: AnnotationPoint['location'], [nz, ny, nx]: Shape): void {
    if (x >= 0 && x <= nx - 1 && y >= 0 && y <= ny - 1 && z >= 0 && z <= nz - 1) return;
    this.#outside += 1;
    this.#first ??= [x, y, z];
  }

  /** What was counted; `others` are the filters of other runs. */
  facts(
    others: ReadonlySet<string>,
  ): Pick<
    PointsFacts,
    'count' | 'outside' | 'firstOutside' | 'bounds' | 'optics' | 'unmatched' | 'matchesOthers'
  > {
    const values = this.#unmatched;
    return {
      count: this.#count,
      outside: this.#outside,
      firstOutside: this.#first,
      bounds: this.#bounds,
      optics: this.#optics,
      unmatched: values?.slice(0, shown) ?? null,
      matchesOthers: values?.some((value) => others.has(comparable(value))) ?? false,
    };
  }
}

/** A filter or a cell, as those of other runs are compared: numbers by their value, paths by the name of their file. */
export function comparable(text: string): string {
  if (/^\d+(?:\.0*)?$/.test(text)) return String(Number(text));
  return (text.split(/[\\/]/).at(-1) ?? text).replace(/(?<=.)\.[A-Za-z]\w*$/, '');
}

/** What one command makes of a file. A fact that the command does not show is left out, and not compared. */
export type Verdict = Refusal | Facts;

export interface Refusal {
  readonly readable: false;
  /** For people only: commands need not word it alike. */
  readonly why: string;
}

export interface Facts {
  readonly readable: true;
  /** Voxels along z, y, x; pixels along y, x; points; triangles. */
  readonly shape?: string;
  /** Type of the samples. */
  readonly type?: string;
  /** Å along y, three decimals, or `none`. */
  readonly voxelSize?: string;
  /** Of the values; of equal values it is equal. */
  readonly digest?: string;
}

export type CommandName = 'ingest' | 'validate' | 'diff';

export type Verdicts = Readonly<Record<CommandName, Verdict>>;

const commands = ['ingest', 'validate', 'diff'] as const;
const facets = ['shape', 'type', 'voxelSize', 'digest'] as const;

/** What the commands disagree on, as one line; null where they agree. */
export function disagreement(name: string, verdicts: Verdicts): string | null {
  const readers = commands.filter((command) => verdicts[command].readable);
  if (readers.length === 0) return null;
  if (readers.length < commands.length) {
    return `${name}: ${commands.map((command) => `${command} ${shown(verdicts[command])}`).join('; ')}`;
  }
  const differing = facets.filter((facet) => {
    const told = commands.flatMap((command) => factOf(verdicts[command], facet) ?? []);
    return new Set(told).size > 1;
  });
  if (differing.length === 0) return null;
  const facts = differing.map((facet) => {
    const values = commands.flatMap((command) => {
      const value = factOf(verdicts[command], facet);
      return value === null ? [] : [`${command} ${value}`];
    });
    return `${facet}: ${values.join(', ')}`;
  });
  return `${name}: ${facts.join('; ')}`;
}

function factOf(verdict: Verdict, facet: (typeof facets)[number]): string | null {
  return verdict.readable ? (verdict[facet] ?? null) : null;
}

function shown(verdict: Verdict): string {
  if (verdict.readable) return 'reads it';
  const why = verdict.why.replace(/^\w+ \S+ of run \S+ /, '').replaceAll(/\S*\/\S+ ?/g, '');
  return `refuses it (${why.replaceAll(/\s+/g, ' ').slice(0, 100)})`;
}

/** A voxel size along x, y, z as a verdict gives it; `none` unless every axis has one, and y one that can be written. */
export function voxelSizeAlongY(sizes: readonly number[]): string {
  const isUsable =
    sizes.length === 3 && sizes.every((size) => Number.isFinite(size) && size >= 0 && !Object.is(size, -0));
  const text = isUsable ? (sizes[1] ?? 0).toFixed(3) : '0.000';
  return text === '0.000' ? 'none' : text;
}

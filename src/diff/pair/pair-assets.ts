import type { Variable } from '../../layout/index.js';
import type { Asset } from '../../tree/index.js';
import { type Pairing, pairInRounds } from './pair-by-key.js';

/** What tells the files of one entity apart, most telling first; later rounds take what earlier ones left. */
const rounds: readonly (readonly Variable[])[] = [
  ['annotation_key', 'shape', 'caption', 'format', 'image', 'stem', 'extension'],
  ['shape', 'caption', 'format', 'image', 'stem', 'extension'],
  ['shape', 'caption', 'format', 'image', 'extension'],
  ['shape', 'caption', 'image'],
];

/** Frames are told apart by their names alone: another name is another frame. */
const namedOnly = new Set<string | null>(['frame', null]);

/**
 * Pairs the files of an entity across layouts, which name some by run and others as their source was named. The last
 * round takes pictures and gains whose format changed.
 */
export function pairAssets(a: readonly Asset[], b: readonly Asset[]): Pairing<Asset> {
  return pairInRounds(a, b, [
    (asset) => asset.path,
    ...rounds.map((variables) => (asset: Asset) => {
      if (asset.template === null) return null;
      if (namedOnly.has(asset.template) && !variables.includes('stem')) return null;
      if (!variables.includes('extension') && !mayChangeFormat.has(asset.template)) return null;
      return [asset.template, ...variables.map((name) => partOf(asset, name))].join(' ');
    }),
  ]);
}

const mayChangeFormat = new Set<string>(['depositionImage', 'datasetImage', 'gain', 'ctf']);

function partOf({ template, variables }: Asset, name: Variable): string {
  const value = variables[name] ?? '';
  return template === 'gain' && name === 'stem' ? value.replace(/_gain$/, '') : value;
}

/** Variables that say what a file is, as opposed to where it lies and what it was called before. */
const telling: readonly Variable[] = ['annotation_key', 'shape', 'caption', 'format', 'stem'];

/** Whether two files of one entity are named differently for another reason than layout or number. */
export function isRenamed(a: Asset, b: Asset): boolean {
  return telling.some((name) => {
    const [before, after] = [a.variables[name], b.variables[name]];
    return before !== undefined && after !== undefined && partOf(a, name) !== partOf(b, name);
  });
}

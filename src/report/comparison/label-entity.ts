import type { EntityDiff } from '../../diff/index.js';

/** An entity as people name it: `10001/TS_001 tomogram 100, 10.000 Å`. */
export function labelEntity(entity: EntityDiff): string {
  const { deposition, dataset, run, type, id, spacing } = entity;
  const place = [dataset, run].filter((name) => name !== null).join('/');
  const number = spell(id.a, id.b);
  const size = spell(spacing.a, spacing.b);
  const name = type === 'other' ? otherName(entity) : type.replaceAll('_', ' ');
  return [
    place === '' ? (deposition === null ? '' : `${deposition} `) : `${place} `,
    name,
    number === null ? '' : ` ${number}`,
    size === null ? '' : `, ${size} Å`,
  ].join('');
}

function otherName({ changes }: EntityDiff): string {
  const files = changes[0]?.files;
  return `file ${files?.a ?? files?.b ?? 'outside the layout'}`;
}

function spell(a: string | null, b: string | null): string | null {
  return a === b || b === null ? a : a === null ? b : `${a} → ${b}`;
}

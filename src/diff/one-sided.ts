import { countOf } from '../errors/index.js';
import type { Severity, Sides } from './change.js';
import type { EntityDiff } from './entity-diff.js';

/** What only one tree has. */
export interface Lone extends Pick<EntityDiff, 'type' | 'files'> {
  readonly side: 'a' | 'b';
  readonly spacing: string | null;
  readonly id: string | null;
  readonly severity: Severity;
  /** Path that stands for it. */
  readonly path: string | null;
}

/** An entity, or a whole run, that only one tree has, as one change. */
export function oneSided(lone: Lone): Omit<EntityDiff, 'deposition' | 'dataset' | 'run'> {
  const { side, type, files, severity } = lone;
  const only = <T>(value: T): Sides<T | null> =>
    side === 'a' ? { a: value, b: null } : { a: null, b: value };
  return {
    type,
    spacing: only(lone.spacing),
    id: only(lone.id),
    status: side === 'a' ? 'removed' : 'added',
    files,
    changes: [
      {
        kind: side === 'a' ? 'entity-removed' : 'entity-added',
        severity,
        at: null,
        ...only(countOf(files, 'file')),
        files: only(lone.path),
      },
    ],
  };
}

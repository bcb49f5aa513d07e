import type { Change, EntityDiff, Severity } from '../../diff/index.js';

/**
 * How an entity is marked, and its changes that are worth a line: those that are differences, what could not be
 * compared, and of the trees as a whole all.
 */
export function judgeEntity(
  entity: EntityDiff,
  failOn: readonly Severity[],
): { readonly symbol: '=' | '~' | '+' | '-'; readonly shown: readonly Change[] } {
  const { status, changes, type } = entity;
  const shown = changes.filter(({ severity, kind }) => failOn.includes(severity) || kind === 'unreadable');
  if (status === 'added') return { symbol: '+', shown };
  if (status === 'removed') return { symbol: '-', shown };
  if (type === 'tree') return { symbol: shown.length > 0 ? '~' : '=', shown: changes };
  return { symbol: shown.length > 0 ? '~' : '=', shown };
}

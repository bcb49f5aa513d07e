import type { DiffReport } from '../../diff/index.js';

/** Counts of entities and of changes by severity, one line each. */
export function formatTotals({ totals }: DiffReport): string[] {
  const { same, changed, added, removed } = totals.entities;
  const changes = Object.entries(totals.severities)
    .map(([severity, count]) => `${count} ${severity}`)
    .join(', ');
  return [
    `entities: ${same} same, ${changed} changed, ${removed} only in A, ${added} only in B`,
    `changes: ${changes}`,
    ...(totals.unreadable === 0 ? [] : [`could not be compared: ${totals.unreadable}`]),
  ];
}

/** The verdict in words. */
export function formatVerdict({ verdict, totals, failOn, trees }: DiffReport): string {
  if (verdict === 'incomplete') {
    return totals.unreadable > 0
      ? 'incomplete: not everything could be compared'
      : 'incomplete: nothing to compare';
  }
  if (verdict === 'different') {
    const counts = failOn.filter((severity) => totals.severities[severity] > 0);
    const sum = counts.reduce((total, severity) => total + totals.severities[severity], 0);
    const list = counts.map((severity) => `${totals.severities[severity]} ${severity}`).join(', ');
    return `different: ${list} ${sum === 1 ? 'change' : 'changes'} from ${trees.a} to ${trees.b}`;
  }
  const all = Object.values(totals.severities).reduce((sum, count) => sum + count, 0);
  return all === 0 ? 'same: no difference' : 'same: no difference that matters';
}

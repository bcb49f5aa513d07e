import { describeFacts } from '../../errors/index.js';
import type { Issue } from '../../issues/index.js';
import type { IngestReport } from '../../pipeline/index.js';
import type { ReportedMessage } from '../list-messages.js';

/** What items would fail for, each thing once however many items it is about. */
export function reportedIssues({ items }: IngestReport): ReportedMessage[] {
  const told = new Set<string>();
  const messages: ReportedMessage[] = [];
  for (const { type, run, status, issues, error } of items) {
    if (status !== 'failed') continue;
    const errors = (issues ?? []).filter(({ severity }) => severity === 'error');
    if (errors.length === 0) messages.push({ type, run, message: error?.message ?? 'unknown', hint: null });
    for (const issue of errors) {
      const message = describeIssue(issue);
      if (told.has(message)) continue;
      told.add(message);
      messages.push({ type, run, message, hint: issue.hint ?? null });
    }
  }
  return messages;
}

/** `CODE entity: place: what is wrong: expected …, found …`. */
function describeIssue({ code, severity: _, entity, message, ...facts }: Issue): string {
  return `${code} ${entity === undefined ? '' : `${entity}: `}${describeFacts(message, facts)}`;
}

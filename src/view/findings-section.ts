import { countOf } from '../errors/index.js';
import { escapeHtml } from '../html/escape-html.js';
import type { CheckState, RunFindings } from './check-state.js';

/** What a check found of one run; empty where there is no check. */
export function findingsSection(check: CheckState | null, dataset: string, run: string): string {
  if (check === null) return '';
  if (check.kind === 'running') return '<p class="check">Checking…</p>';
  if (check.kind === 'failed')
    return `<p class="check bad">The check could not be made: ${escapeHtml(check.reason)}</p>`;
  const found = check.runs?.get(`${dataset}/${run}`);
  if (found === undefined) return '<p class="check good">No finding in this run.</p>';
  const items = found.lines.map(
    ({ severity, code, text }) =>
      `<li><span class="${severity}">${severity}</span> ${escapeHtml(code)}: ${escapeHtml(text)}</li>`,
  );
  const left = found.errors + found.warnings - found.lines.length;
  if (left > 0) items.push(`<li>… and ${left} more</li>`);
  return `<section class="check ${found.errors > 0 ? 'bad' : ''}"><p><b>${escapeHtml(countFindings(found))}</b></p><ul>${items.join('\n')}</ul></section>`;
}

/** `2 errors, 1 warning`, or one of them. */
export function countFindings({ errors, warnings }: RunFindings): string {
  return [
    ...(errors > 0 ? [countOf(errors, 'error')] : []),
    ...(warnings > 0 ? [countOf(warnings, 'warning')] : []),
  ].join(', ');
}

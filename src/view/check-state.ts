import { groupBy } from '../base/collections.js';
import { escapeHtml } from '../base/html.js';
import type { RuleText } from '../base/issue.js';
import { countOf } from '../base/messages.js';

interface BrokenRule extends Pick<RuleText, 'code' | 'severity' | 'title' | 'fix'> {
  readonly count: number;
  /** Findings, a line each; at most `count`. */
  readonly examples: readonly string[];
}

export interface RunFindings {
  readonly errors: number;
  readonly warnings: number;
  /** Number of findings by the code of their rule; absent if `lines` has them all. */
  readonly counts?: ReadonlyMap<string, number>;
  /** Some of the findings, errors first. */
  readonly lines: readonly {
    readonly severity: 'error' | 'warning';
    readonly code: string;
    readonly text: string;
  }[];
}

/** State of a validation that runs while the tree is viewed. */
export type CheckState =
  | {
      readonly kind: 'running';
      /** Number of runs checked so far. */
      readonly runs: number;
      readonly errors: number;
      readonly warnings: number;
    }
  | { readonly kind: 'failed'; readonly reason: string }
  | {
      readonly kind: 'done';
      /** Verdict in one line, such as `valid: 0 errors, 0 warnings`. */
      readonly verdict: string;
      readonly isValid: boolean;
      /** Broken rules, the worst first. */
      readonly broken: readonly BrokenRule[];
      /** Findings by run, `DATASET/RUN`; only of runs with findings. */
      readonly runs?: ReadonlyMap<string, RunFindings>;
      /** Sentences on data that were not checked. */
      readonly notChecked: readonly string[];
    };

/** Renders the findings of a run. */
export function findingsSection(check: CheckState | null, dataset: string, run: string): string {
  if (check === null) return '<p class="muted">This run was not checked.</p>';
  if (check.kind === 'running') return '<p class="check">Checking…</p>';
  if (check.kind === 'failed')
    return `<p class="check bad">The check could not be made: ${escapeHtml(check.reason)}</p>`;
  const found = check.runs?.get(`${dataset}/${run}`);
  if (found === undefined) return '<p class="check good">No finding in this run.</p>';
  const rules = groupBy(found.lines, ({ code }) => code);
  const home = `${dataset}/${run}/`;
  const groups = [...rules].map(([code, lines]) => {
    const [{ severity } = { severity: 'error' }] = lines;
    // Paths are of this run.
    const texts = lines.map(({ text }) => escapeHtml(text.startsWith(home) ? text.slice(home.length) : text));
    const { title = '', fix = '' } = check.broken.find((rule) => rule.code === code) ?? {};
    const count = found.counts?.get(code) ?? lines.length;
    const items = texts.map((text) => `<li>${text}</li>`);
    if (count > lines.length) items.push(`<li>… and ${count - lines.length} more</li>`);
    return `<details><summary><span class="${severity}">${severity}</span> ${escapeHtml(code)}: ${countOf(count, 'finding')} <small>Broken rule: ${escapeHtml(title)}. ${texts[0] ?? ''}</small></summary><ul>${items.join('\n')}</ul><p>${withCode(fix)}</p></details>`;
  });
  const left = found.counts === undefined ? found.errors + found.warnings - found.lines.length : 0;
  if (left > 0) groups.push(`<p>… and ${left} more</p>`);
  return `<details open class="check ${found.errors > 0 ? 'bad' : ''}"><summary><b>${escapeHtml(countFindings(found))}</b></summary><div class="found">${groups.join('\n')}</div></details>`;
}

/** Counts findings: `2 errors, 1 warning`, or one of them. */
export function countFindings({ errors, warnings }: RunFindings): string {
  return [
    ...(errors > 0 ? [countOf(errors, 'error')] : []),
    ...(warnings > 0 ? [countOf(warnings, 'warning')] : []),
  ].join(', ');
}

/** Renders the state of a validation. While it runs, `data-running` makes the page ask again. */
export function checkSection(check: CheckState): string {
  switch (check.kind) {
    case 'running': {
      const { runs, errors, warnings } = check;
      return `<section id="check" class="check" data-running><p>Checking… ${countOf(runs, 'run')} so far, ${countOf(errors, 'error')}, ${countOf(warnings, 'warning')}</p></section>`;
    }
    case 'failed':
      return `<section id="check" class="check bad"><p>The check could not be made: ${escapeHtml(check.reason)}</p></section>`;
    case 'done':
      return `<section id="check" class="check ${check.isValid ? 'good' : 'bad'}">
<p><b>${escapeHtml(check.verdict)}</b></p>
${check.broken.map(ruleDetails).join('\n')}
${check.notChecked.map((line) => `<p><small>not checked: ${escapeHtml(line)}</small></p>`).join('\n')}
${(check.runs?.size ?? 0) > 0 ? '<span hidden data-runs></span>' : ''}</section>`;
  }
}

function ruleDetails({ code, severity, title, fix, count, examples }: BrokenRule): string {
  const left = count - examples.length;
  const items = examples.map((example) => `<li>${escapeHtml(example)}</li>`);
  if (left > 0) items.push(`<li>… and ${left} more</li>`);
  return `<details><summary><span class="${severity}">${severity}</span> ${escapeHtml(code)} × ${count}, broken rule: ${escapeHtml(title)}</summary>
<ul>${items.join('\n')}</ul>
<p>${withCode(fix)}</p>
</details>`;
}

/** Renders a text whose parts between backticks are code. */
function withCode(text: string): string {
  return escapeHtml(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

import { countOf } from '../errors/index.js';
import { escapeHtml } from '../html/escape-html.js';
import type { BrokenRule, CheckState } from './check-state.js';

/** The part of the page that tells what a check found; while it runs it says so, and `data-running` is there. */
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
  return `<details><summary><span class="${severity}">${severity}</span> ${escapeHtml(code)} × ${count}: ${escapeHtml(title)}</summary>
<ul>${items.join('\n')}</ul>
<p>${escapeHtml(fix)}</p>
</details>`;
}

import type { TreeIssue, ValidationReport } from '../../validate/index.js';

/** The report as it is; `version` tells its form. The images are the page's alone. */
export function renderJson({ thumbnails: _, findings, ...report }: ValidationReport): string {
  return `${JSON.stringify({ ...report, findings: findings.map(describeFinding) }, null, 2)}\n`;
}

/** Every key is there, but `line`, which only findings in texts have, and `consequences`, which few have. */
function describeFinding(finding: TreeIssue): Record<string, unknown> {
  const {
    code,
    severity,
    path,
    entity,
    dataset,
    run,
    message,
    found = null,
    expected = null,
    line,
    rule,
    consequences,
  } = finding;
  return {
    code,
    severity,
    path,
    entity,
    dataset,
    run,
    message,
    found,
    expected,
    line,
    rule,
    consequences: consequences?.map(describeFinding),
  };
}

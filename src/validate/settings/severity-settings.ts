import type { Severity } from '../finding.js';

/** Severities that users gave rules, everywhere or below some paths. */
export interface SeveritySettings {
  readonly everywhere: ReadonlyMap<string, Severity>;
  /** Later ones win over earlier ones. */
  readonly below: readonly { readonly pattern: RegExp; readonly severities: ReadonlyMap<string, Severity> }[];
  /** Of the command line: these win over all others. */
  readonly forced: ReadonlyMap<string, Severity>;
}

export const noSettings: SeveritySettings = { everywhere: new Map(), below: [], forced: new Map() };

/** What a finding weighs. */
export function severityOf(
  settings: SeveritySettings,
  code: string,
  path: string,
  usual: 'error' | 'warning',
): Severity {
  const forced = settings.forced.get(code);
  if (forced !== undefined) return forced;
  const below = settings.below.findLast(
    ({ pattern, severities }) => severities.has(code) && pattern.test(path),
  );
  return below?.severities.get(code) ?? settings.everywhere.get(code) ?? usual;
}

import { ConfigError } from '../../base/errors.js';
import type { Issue } from '../../base/issue.js';
import { type DocumentIssue, formatKeyPath } from '../../base/schema.js';
import type { YamlDocument } from './parse-yaml.js';

export type RuleIssue = DocumentIssue & Pick<Issue, 'code' | 'severity'>;

/**
 * Returns the issues of a document with line and column, in the order of the file. A value that aliases repeat stands
 * in one location, so its issue is returned once.
 */
export function locateIssues(found: Iterable<RuleIssue>, document: YamlDocument, file: string): Issue[] {
  const issues = new Map<string, Issue & { readonly line: number; readonly column: number }>();
  for (const { code, severity, path, atKey = false, message, ...contrast } of found) {
    const position = atKey ? document.locateKey(path) : document.locate(path);
    const identity = JSON.stringify([position, message, contrast]);
    if (issues.has(identity)) continue;
    const keyPath = path.length === 0 ? {} : { keyPath: formatKeyPath(path) };
    issues.set(identity, { code, severity, message, path: file, ...position, ...keyPath, ...contrast });
  }
  return [...issues.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}

/** Returns the error that loading fails with for an issue. */
export function configError({ code: _, severity: __, message, ...facts }: Issue): ConfigError {
  return new ConfigError(message, facts);
}

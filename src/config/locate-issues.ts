import { ConfigError } from '../errors/index.js';
import type { Issue } from '../issues/index.js';
import { type DocumentIssue, formatKeyPath } from '../metadata/index.js';
import type { YamlDocument } from './yaml/index.js';

/** An issue of a document with the rule that reports it. */
export type RuleIssue = DocumentIssue & Pick<Issue, 'code' | 'severity'>;

/**
 * The issues of a document with their places, in the order of the file. What an alias repeats stands in one place and
 * is reported once.
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

/** The error that a configuration with an issue fails with. */
export function configError({ code: _, severity: __, message, ...facts }: Issue): ConfigError {
  return new ConfigError(message, facts);
}

import { ConfigError } from '../errors/index.js';
import { formatKeyPath, type KeyPath } from '../metadata/index.js';
import type { YamlDocument } from './yaml/index.js';

/** Something wrong with a configuration, before its place in the file is looked up. */
export interface ConfigFinding {
  readonly path: KeyPath;
  /** Whether the key is at fault, not its value. */
  readonly atKey?: boolean;
  readonly message: string;
  readonly expected?: string;
  readonly found?: string;
}

/** Something wrong with a configuration file. */
export interface ConfigIssue {
  /** Word that names the rule, e.g. `unknown-key`. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** The fault with its place: file, line, column, key path, what was expected and found. */
  readonly error: ConfigError;
}

/**
 * Findings with their places, in the order of the file. What an alias repeats stands in one place and is
 * reported once.
 */
export function placeFindings(
  findings: Iterable<{ code: string; severity: ConfigIssue['severity']; finding: ConfigFinding }>,
  document: YamlDocument,
  file: string,
): ConfigIssue[] {
  const issues = new Map<string, ConfigIssue>();
  for (const { code, severity, finding } of findings) {
    const { path, atKey, message, expected, found } = finding;
    const position = atKey === true ? document.locateKey(path) : document.locate(path);
    const identity = `${position.line}:${position.column}:${message}:${expected}:${found}`;
    if (issues.has(identity)) continue;
    const error = new ConfigError(message, {
      path: file,
      ...position,
      ...(path.length === 0 ? {} : { keyPath: formatKeyPath(path) }),
      ...(expected === undefined ? {} : { expected }),
      ...(found === undefined ? {} : { found }),
    });
    issues.set(identity, { code, severity, error });
  }
  return [...issues.values()].sort((a, b) => order(a) - order(b));
}

function order({ error }: ConfigIssue): number {
  return (error.facts.line ?? 0) * 100_000 + (error.facts.column ?? 0);
}

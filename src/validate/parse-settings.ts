import * as Type from 'typebox';
import { ConfigErrors } from '../base/errors.js';
import { isJsonObject, type JsonValue, objectsAt, textAt, valueAt } from '../base/json-value.js';
import { suggestion } from '../base/messages.js';
import { checkSchema, type KeyPath } from '../base/schema.js';
import { configError, locateIssues, parseYaml, type RuleIssue } from '../deposition/config/parse-yaml.js';
import { type Severity, type SeveritySettings, severities } from './finding.js';

const severityMap = Type.Object(
  {},
  { title: 'Severities', additionalProperties: Type.Enum([...severities]) },
);

/** The schema of `.cryoet-validate.yaml`. */
const settingsSchema = Type.Object(
  {
    severity: Type.Optional(severityMap),
    paths: Type.Optional(
      Type.Array(
        Type.Object(
          { path: Type.String({ minLength: 1 }), severity: severityMap },
          { title: 'Severities of a path', additionalProperties: false },
        ),
      ),
    ),
  },
  { title: 'Validation settings', additionalProperties: false },
);

/** Parses severities from YAML. Fails with ConfigErrors for unknown keys, severities and codes. */
export function parseSettings(
  source: Uint8Array | string,
  file: string,
  codes: readonly string[],
): SeveritySettings {
  const document = parseYaml(source, file);
  const issues = locateIssues(settingsIssues(document.value, codes), document, file);
  if (issues.length > 0) throw new ConfigErrors(file, issues.map(configError));
  return {
    everywhere: severitiesOf(valueAt(document.value, 'severity')),
    below: objectsAt(document.value, 'paths').map((entry) => ({
      pattern: pathPattern(textAt(entry, 'path') ?? ''),
      severities: severitiesOf(entry.severity),
    })),
    forced: new Map(),
  };
}

function* settingsIssues(value: JsonValue, codes: readonly string[]): Generator<RuleIssue> {
  for (const issue of checkSchema(settingsSchema, value)) yield { ...issue, severity: 'error' };
  for (const path of codePaths(value)) {
    const code = String(path.at(-1));
    if (codes.includes(code)) continue;
    const message = `unknown rule ${code}${suggestion(code, codes)}`;
    yield { code: 'UNKNOWN_RULE', severity: 'error', path, atKey: true, message };
  }
}

/** Returns where the settings name codes, whether there are such rules or not. */
function codePaths(value: JsonValue): KeyPath[] {
  const paths = valueAt(value, 'paths');
  const below = Array.isArray(paths) ? paths.map((_, index) => ['paths', index, 'severity']) : [];
  return [['severity'], ...below].flatMap((place) => {
    const named = valueAt(value, ...place);
    return isJsonObject(named) ? Object.keys(named).map((code) => [...place, code]) : [];
  });
}

function severitiesOf(value: JsonValue | undefined): Map<string, Severity> {
  return new Map(isJsonObject(value) ? (Object.entries(value) as [string, Severity][]) : []);
}

/**
 * Converts a glob over paths of a tree to a regular expression. `*` and `?` match within a name, `**` also across
 * names. A pattern that matches a directory includes everything below it.
 *
 * @example
 * pathPattern('10000/TS_*').test('10000/TS_001/run_metadata.json'); // true
 */
export function pathPattern(glob: string): RegExp {
  const source = glob
    .replace(/^\/+|\/+$/g, '')
    .split(/(\*\*\/?|\*|\?)/)
    .map((part) => {
      if (part === '**/') return '(?:.*/)?';
      if (part === '**') return '.*';
      if (part === '*') return '[^/]*';
      if (part === '?') return '[^/]';
      return part.replaceAll(/[.\\+^${}()[\]|]/g, String.raw`\$&`);
    })
    .join('');
  return new RegExp(`^${source}(?:/.*)?$`, 's');
}

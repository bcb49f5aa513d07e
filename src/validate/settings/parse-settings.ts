import Type from 'typebox';
import { parseYaml } from '../../config/yaml/index.js';
import { ConfigError, ConfigErrors } from '../../errors/index.js';
import { isJsonObject, type JsonValue } from '../../json/index.js';
import { checkSchema, formatKeyPath, type KeyPath, suggestion } from '../../metadata/index.js';
import { type Severity, severities } from '../finding.js';
import { objectsAt, textAt, valueAt } from '../json-access.js';
import { pathPattern } from './path-pattern.js';
import type { SeveritySettings } from './severity-settings.js';

const severityMap = Type.Object(
  {},
  { title: 'Severities', additionalProperties: Type.Enum([...severities]) },
);

/** Schema of `.cryoet-validate.yaml`. */
export const settingsSchema = Type.Object(
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

/**
 * Severities from YAML. Fails with ConfigErrors that name line and column of everything wrong: unknown keys,
 * severities or codes (`codes` are those there are).
 */
export function parseSettings(
  source: Uint8Array | string,
  file: string,
  codes: readonly string[],
): SeveritySettings {
  const document = parseYaml(source, file);
  const errors = checkSchema(settingsSchema, document.value).map(
    ({ code, path, message, expected, found }) => {
      const position = code === 'unknown-key' ? document.locateKey(path) : document.locate(path);
      return new ConfigError(message, {
        path: file,
        ...position,
        keyPath: formatKeyPath(path),
        ...(expected === undefined ? {} : { expected }),
        ...(found === undefined ? {} : { found }),
      });
    },
  );
  for (const path of codePaths(document.value)) {
    const code = String(path.at(-1));
    if (codes.includes(code)) continue;
    errors.push(
      new ConfigError(`no rule ${code}${suggestion(code, codes)}`, {
        path: file,
        ...document.locateKey(path),
        keyPath: formatKeyPath(path),
      }),
    );
  }
  if (errors.length > 0) throw new ConfigErrors(file, errors);
  return {
    everywhere: severitiesOf(valueAt(document.value, 'severity')),
    below: objectsAt(document.value, 'paths').map((entry) => ({
      pattern: pathPattern(textAt(entry, 'path') ?? ''),
      severities: severitiesOf(entry.severity),
    })),
    forced: new Map(),
  };
}

function* codePaths(value: JsonValue): Generator<KeyPath> {
  for (const code of keysOf(valueAt(value, 'severity'))) yield ['severity', code];
  const paths = valueAt(value, 'paths');
  for (const index of Array.isArray(paths) ? paths.keys() : []) {
    for (const code of keysOf(valueAt(value, 'paths', index, 'severity')))
      yield ['paths', index, 'severity', code];
  }
}

function keysOf(value: JsonValue | undefined): string[] {
  return isJsonObject(value) ? Object.keys(value) : [];
}

function severitiesOf(value: JsonValue | undefined): Map<string, Severity> {
  return new Map(isJsonObject(value) ? (Object.entries(value) as [string, Severity][]) : []);
}

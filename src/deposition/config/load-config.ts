import { ConfigError, ConfigErrors } from '../../base/errors.js';
import type { Issue } from '../../base/issue.js';
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  objectsAt,
  textAt,
  valueAt,
} from '../../base/json-value.js';
import { checkSchema, formatKeyPath, type KeyPath, type SchemaIssue } from '../../base/schema.js';
import { hashBytes } from '../../storage/hash-file.js';
import { annotationShapeNames } from '../../tree/entities/annotation-shapes.js';
import { type ParentType, type SectionName, sectionNames } from '../../tree/entities/entity-type.js';
import { configRules } from '../config-rules/config-rules.js';
import { type ConfigRule, objectsIn } from '../config-rules/rule.js';
import { placeholderRules, placeholderText } from '../config-rules/sections.js';
import type {
  AnnotationFinder,
  Config,
  ConfigEntry,
  ConfigLocation,
  ConfigSource,
  Finder,
  LiteralValue,
  StandardizationConfig,
} from './config.js';
import { configSchema } from './config-schema.js';
import {
  configError,
  inQuotes,
  locateIssues,
  parseYaml,
  type RuleIssue,
  type YamlDocument,
} from './parse-yaml.js';
import { matchRegex, type Pattern, searchRegex } from './regex.js';

/**
 * Returns the configuration in a YAML text or its UTF-8 bytes; `file` names it in messages. Fails with a ConfigError if it
 * is not YAML, else with ConfigErrors that list each departure from the schema and the rules of the stage `load`.
 */
export function loadConfig(source: string | Uint8Array, file: string): Config {
  const document = parseYaml(source, file);
  const errors = checkDocument(document, file, ['load'])
    .filter((issue) => issue.severity === 'error')
    .map(configError);
  if (errors.length > 0) throw new ConfigErrors(file, errors);
  return buildConfig(document, file, source);
}

/** Builds the configuration from a document that passed its checks. */
function buildConfig(document: YamlDocument, file: string, source: string | Uint8Array): Config {
  const { value } = document;
  const locate = (path: KeyPath): ConfigLocation => ({
    file,
    line: document.locate(path).line,
    keyPath: formatKeyPath(path),
  });
  const buildEntry = ([path, entry]: [KeyPath, JsonObject]): ConfigEntry => ({
    metadata: isJsonObject(entry.metadata) ? entry.metadata : null,
    sources: [...objectsIn(entry.sources, [...path, 'sources'])].map(([at, source]) =>
      buildSource(source, locate(at)),
    ),
    location: locate(path),
  });
  const sections = Object.fromEntries(
    sectionNames.map((name) => [name, [...objectsIn(value[name], [name])].map(buildEntry)]),
  ) as Record<SectionName, ConfigEntry[]>;
  return {
    file,
    // Computed when it is asked for: a browser cannot, and needs none.
    get digest() {
      const bytes = typeof source === 'string' ? new TextEncoder().encode(source) : source;
      return hashBytes(bytes, 'sha256').slice('sha256:'.length);
    },
    standardization: buildStandardization(value.standardization_config),
    sections,
  };
}

function buildStandardization(value: JsonValue | undefined): StandardizationConfig {
  const block = isJsonObject(value) ? value : {};
  return {
    sourcePrefix: plainPath(String(block.source_prefix)),
    runDataMapFile: textAt(block.run_data_map_file),
    runToTomoMapCsv: textAt(block.run_to_tomo_map_csv),
    runToFrameMapCsv: textAt(block.run_to_frame_map_csv),
    runToTsMapCsv: textAt(block.run_to_ts_map_csv),
  };
}

/** Removes slashes at both ends and segments `.` from a path. */
function plainPath(path: string): string {
  return path
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .join('/');
}

function buildSource(source: JsonObject, location: ConfigLocation): ConfigSource {
  const filters = isJsonObject(source.parent_filters) ? source.parent_filters : {};
  return {
    finder: buildFinder(source),
    parentFilters: { include: buildFilters(filters.include), exclude: buildFilters(filters.exclude) },
    exclude: strings(source.exclude).map(matchRegex),
    location,
  };
}

function buildFilters(types: JsonValue | undefined): Partial<Record<ParentType, readonly Pattern[]>> {
  if (!isJsonObject(types)) return {};
  return Object.fromEntries(
    Object.entries(types).map(([parent, list]) => [parent, strings(list).map(searchRegex)]),
  );
}

function buildFinder(source: JsonObject): Finder {
  for (const kind of ['source_glob', 'destination_glob'] as const) {
    const options = source[kind];
    if (isJsonObject(options)) {
      return {
        kind,
        listGlob: String(options.list_glob),
        matchRegex: searchRegex(textOr(options.match_regex, '.*')),
        nameRegex: matchRegex(textOr(options.name_regex, '(.*)')),
      };
    }
  }
  const { source_multi_glob: globs, literal, destination_filter: filter, tomogram_header: header } = source;
  if (isJsonObject(globs)) return { kind: 'source_multi_glob', listGlobs: strings(globs.list_globs) };
  if (isJsonObject(literal)) return { kind: 'literal', value: literal.value as LiteralValue };
  if (isJsonObject(filter)) {
    const terms = objectsAt(filter, 'filters');
    const filters = terms.map((term) => ({ key: strings(term.key), value: term.value ?? null }));
    return { kind: 'destination_filter', filters };
  }
  if (isJsonObject(header)) {
    const matchRegex = searchRegex(textOr(header.match_regex, '.*'));
    return { kind: 'tomogram_header', listGlob: String(header.list_glob), matchRegex };
  }
  return buildAnnotationFinder(source);
}

const commonKeys = ['file_format', 'glob_string', 'glob_strings', 'is_visualization_default'];

function buildAnnotationFinder(source: JsonObject): AnnotationFinder {
  for (const shape of annotationShapeNames) {
    const options = source[shape];
    if (!isJsonObject(options)) continue;
    const { glob_string: single } = options;
    return {
      kind: 'annotation',
      shape,
      fileFormat: String(options.file_format),
      globs: typeof single === 'string' ? { single } : { many: strings(options.glob_strings) },
      options: Object.fromEntries(Object.entries(options).filter(([key]) => !commonKeys.includes(key))),
      isVisualizationDefault: options.is_visualization_default === true,
    };
  }
  throw new Error('a source without a finder passed the schema');
}

function strings(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function textOr(value: JsonValue | undefined, fallback: string): string {
  return typeof value === 'string' && value !== '' ? value : fallback;
}

/**
 * Returns every issue of a configuration, errors and warnings, in the order of the file. Bad input never makes it
 * fail: a file that is not YAML is one issue with the code `YAML_INVALID`.
 */
export function checkConfig(source: string | Uint8Array, file: string): Issue[] {
  let document: YamlDocument;
  try {
    document = parseYaml(source, file);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { cause: _, ...facts } = error.facts;
    return [{ code: 'YAML_INVALID', severity: 'error', message: error.message, path: file, ...facts }];
  }
  return checkDocument(document, file, ['load', 'validate']);
}

/** Returns the issues of a parsed configuration: those of its schema and of the rules of the given stages. */
export function checkDocument(document: YamlDocument, file: string, stages: readonly ConfigRule['stage'][]) {
  return locateIssues(issuesOf(document, stages), document, file);
}

function* issuesOf(document: YamlDocument, stages: readonly ConfigRule['stage'][]): Generator<RuleIssue> {
  // A placeholder has its own rule; what is wrong with its text is not reported as well.
  const isPlaceholder = (path: SchemaIssue['path']) => valueAt(document.value, ...path) === placeholderText;
  for (const issue of checkSchema(configSchema, document.value)) {
    if (!isPlaceholder(issue.path)) yield { ...expectQuotes(issue, document.value), severity: 'error' };
  }
  for (const { code, severity, stage, check } of configRules) {
    if (!stages.includes(stage)) continue;
    const isOwn = placeholderRules.some((rule) => rule.code === code);
    for (const issue of check(document.value))
      if (isOwn || !isPlaceholder(issue.path)) yield { ...issue, code, severity };
  }
}

/** Adds a hint to an issue where unquoted braces made a mapping of a template: `{run_name}` needs quotes. */
function expectQuotes(issue: SchemaIssue, document: JsonValue): SchemaIssue {
  if (issue.code !== 'WRONG_TYPE') return issue;
  const value = valueAt(document, ...issue.path);
  const [[key, held] = [], ...others] = isJsonObject(value) ? Object.entries(value) : [];
  // YAML reads a bare template as a mapping of one key without value.
  if (key === undefined || held !== null || others.length > 0) return issue;
  return { ...issue, expected: `${issue.expected ?? 'text'}; quote it: ${inQuotes(`{${key}}`)}` };
}

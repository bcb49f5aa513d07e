import { annotationShapeNames, type ParentType } from '../../entities/index.js';
import { Float, isJsonObject, type JsonObject, type JsonValue } from '../../json/index.js';
import type {
  AnnotationFinder,
  ConfigLocation,
  ConfigSource,
  DestinationFilter,
  Finder,
  LiteralValue,
} from '../config.js';
import { matchRegex, type Pattern, searchRegex } from '../regex.js';

/** A source of a configuration that passed its checks. */
export function buildSource(source: JsonObject, location: ConfigLocation): ConfigSource {
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
  if (isJsonObject(source.source_multi_glob)) {
    return { kind: 'source_multi_glob', listGlobs: strings(source.source_multi_glob.list_globs) };
  }
  if (isJsonObject(source.literal)) return { kind: 'literal', value: source.literal.value as LiteralValue };
  if (isJsonObject(source.destination_filter)) {
    return { kind: 'destination_filter', filters: buildTerms(source.destination_filter.filters) };
  }
  if (isJsonObject(source.tomogram_header)) {
    return {
      kind: 'tomogram_header',
      listGlob: String(source.tomogram_header.list_glob),
      matchRegex: searchRegex(textOr(source.tomogram_header.match_regex, '.*')),
    };
  }
  return buildAnnotationFinder(source);
}

function buildTerms(terms: JsonValue | undefined): DestinationFilter[] {
  if (!Array.isArray(terms)) return [];
  return terms.filter(isJsonObject).map((term) => ({ key: strings(term.key), value: term.value ?? null }));
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
  return Array.isArray(value) ? value.map(asText) : [];
}

function asText(value: JsonValue): string {
  return value instanceof Float ? value.toString() : String(value);
}

function textOr(value: JsonValue | undefined, fallback: string): string {
  return typeof value === 'string' && value !== '' ? value : fallback;
}

import type { Float } from '../../base/float.js';
import type { JsonObject, JsonValue } from '../../base/json-value.js';
import type { AnnotationShape } from '../../tree/entities/annotation-shapes.js';
import type { ParentType, SectionName } from '../../tree/entities/entity-type.js';
import type { Pattern } from './regex.js';

/** Where in the configuration something stands. */
export interface ConfigLocation {
  readonly file: string;
  /** 1-based; 0 when the place is not known. */
  readonly line: number;
  /** E.g. `tomograms[0].sources[1]`. */
  readonly keyPath: string;
}

/** A configuration file, checked against the schema, with its defaults filled in. */
export interface Config {
  readonly file: string;
  /** As the file says, null where it says nothing; it has no effect. */
  readonly version: string | null;
  readonly standardization: StandardizationConfig;
  /** Every section, empty where the file has none. */
  readonly sections: Readonly<Record<SectionName, readonly ConfigEntry[]>>;
}

export interface StandardizationConfig {
  readonly sourcePrefix: string;
  readonly depositionId: number;
  readonly runDataMapFile: string | null;
  readonly runToTomoMapCsv: string | null;
  readonly runToFrameMapCsv: string | null;
  readonly runToTsMapCsv: string | null;
}

export interface ConfigEntry {
  /** As written, floats in their spelling, templates not expanded; null when the entry has none. */
  readonly metadata: JsonObject | null;
  readonly sources: readonly ConfigSource[];
  readonly location: ConfigLocation;
}

export interface ConfigSource {
  readonly finder: Finder;
  /** Per parent type: regexes searched anywhere in the parent's name. */
  readonly parentFilters: {
    readonly include: Readonly<Partial<Record<ParentType, readonly Pattern[]>>>;
    readonly exclude: Readonly<Partial<Record<ParentType, readonly Pattern[]>>>;
  };
  /** Matched from the start of a result's name;  */
  readonly exclude: readonly Pattern[];
  readonly location: ConfigLocation;
}

export type Finder =
  | GlobFinder
  | { readonly kind: 'source_multi_glob'; readonly listGlobs: readonly string[] }
  | { readonly kind: 'literal'; readonly value: LiteralValue }
  | { readonly kind: 'destination_filter'; readonly filters: readonly DestinationFilter[] }
  | { readonly kind: 'tomogram_header'; readonly listGlob: string; readonly matchRegex: Pattern }
  | AnnotationFinder;

export interface GlobFinder {
  readonly kind: 'source_glob' | 'destination_glob';
  readonly listGlob: string;
  /** Searched in the full path. */
  readonly matchRegex: Pattern;
  /** Matches only from the start of the base name; group 1 is the name. */
  readonly nameRegex: Pattern;
}

/** A list of names, or for key photos a map of image name to path, URL or null. */
export type LiteralValue = JsonObject | readonly (string | number | Float)[];

export interface DestinationFilter {
  readonly key: readonly string[];
  readonly value: JsonValue;
}

export interface AnnotationFinder {
  readonly kind: 'annotation';
  readonly shape: AnnotationShape;
  readonly fileFormat: string;
  /** One pattern whose results are named by base name, or several whose results are named by full path. */
  readonly globs: { readonly single: string } | { readonly many: readonly string[] };
  /** The shape's own keys as written (`binning`, `order`, `mask_label`, …). */
  readonly options: JsonObject;
  readonly isVisualizationDefault: boolean;
}

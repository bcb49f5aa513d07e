import type { Float } from '../../base/float.js';
import type { JsonObject, JsonValue } from '../../base/json-value.js';
import type { AnnotationShape } from '../../tree/entities/annotation-shapes.js';
import type { ParentType, SectionName } from '../../tree/entities/entity-type.js';
import type { Pattern } from './regex.js';

/** A position in a configuration file. */
export interface ConfigLocation {
  readonly file: string;
  /** 1-based; 0 if it is unknown. */
  readonly line: number;
  /** E.g. `tomograms[0].sources[1]`. */
  readonly keyPath: string;
}

/** A configuration file, checked against the schema, with its defaults filled in. */
export interface Config {
  readonly file: string;
  /** SHA-256 of the file, as hexadecimal digits. */
  readonly digest: string;
  readonly standardization: StandardizationConfig;
  /** Every section, empty where the file has none. */
  readonly sections: Readonly<Record<SectionName, readonly ConfigEntry[]>>;
}

/** The block `standardization_config`: where the sources are, and the tables that come with them. */
export interface StandardizationConfig {
  readonly sourcePrefix: string;
  /** The `run_data_map_file`, like the three tables after it a key below `sourcePrefix`, or null. */
  readonly runDataMapFile: string | null;
  readonly runToTomoMapCsv: string | null;
  readonly runToFrameMapCsv: string | null;
  readonly runToTsMapCsv: string | null;
}

/** An entry of a section: metadata, and the sources of the items that get them. */
export interface ConfigEntry {
  /** Metadata as written: floats keep their spelling, templates are not expanded. Null where the entry has none. */
  readonly metadata: JsonObject | null;
  readonly sources: readonly ConfigSource[];
  readonly location: ConfigLocation;
}

/** A source of an entry: one finder, and filters on parents and results. */
export interface ConfigSource {
  readonly finder: Finder;
  /** Regular expressions by type of parent, searched anywhere in the parent's name. */
  readonly parentFilters: {
    readonly include: Readonly<Partial<Record<ParentType, readonly Pattern[]>>>;
    readonly exclude: Readonly<Partial<Record<ParentType, readonly Pattern[]>>>;
  };
  /** A result whose name matches one of these from its start is dropped. */
  readonly exclude: readonly Pattern[];
  readonly location: ConfigLocation;
}

/** A finder of a source; the kind `annotation` covers all shapes of annotations. */
export type Finder =
  | GlobFinder
  | { readonly kind: 'source_multi_glob'; readonly listGlobs: readonly string[] }
  | { readonly kind: 'literal'; readonly value: LiteralValue }
  | { readonly kind: 'destination_filter'; readonly filters: readonly DestinationFilter[] }
  | { readonly kind: 'tomogram_header'; readonly listGlob: string; readonly matchRegex: Pattern }
  | AnnotationFinder;

/** A glob below INPUT (`source_glob`) or OUTPUT (`destination_glob`). */
export interface GlobFinder {
  readonly kind: 'source_glob' | 'destination_glob';
  readonly listGlob: string;
  /** Searched in the full path of a result. */
  readonly matchRegex: Pattern;
  /** Matched from the start of the base name; group 1 is the name of the result. */
  readonly nameRegex: Pattern;
}

/** A list of names, or the images of key photos: a path, URL or null by use (`snapshot`, `thumbnail`). */
export type LiteralValue = JsonObject | readonly (string | number | Float)[];

/** A value that the metadata of a published item must have at `key`, or in the list at `key`. */
export interface DestinationFilter {
  readonly key: readonly string[];
  readonly value: JsonValue;
}

/** A shape of an annotation with the globs of its files. */
export interface AnnotationFinder {
  readonly kind: 'annotation';
  readonly shape: AnnotationShape;
  readonly fileFormat: string;
  /** `glob_string`, whose results are named by base name, or `glob_strings`, whose results are named by full path. */
  readonly globs: { readonly single: string } | { readonly many: readonly string[] };
  /** The shape's own keys as written, such as `binning`, `order` and `mask_label`. */
  readonly options: JsonObject;
  readonly isVisualizationDefault: boolean;
}

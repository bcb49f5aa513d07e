// The columns of the table of entities. What the code knows about a type of item is a column here, not a branch
// elsewhere.

import type { TSchema } from 'typebox';
import type { SchemaNode } from '../../base/schema.js';
import type { VolumeKind } from '../../volume/volume.js';
import type { PathTemplateName, Variable } from '../layout/path-templates.js';

/** A type of item: its parent, and how items are configured, found, published and identified. */
export interface EntityRow<Type extends string = string> {
  /** Type of the items that this type's items are found below; null for depositions. */
  readonly parent: Type | null;
  readonly section: SectionRow<Type>;
  /**
   * How results of a source become items; by default every result is an item. `together`: all results of an entry are
   * one item; `with-sources`: the same, and the item records which source found each file.
   */
  readonly grouping?: 'together' | 'with-sources';
  /** Names of the items to use if no source finds anything. */
  readonly defaults?: readonly string[];
  readonly walk?: WalkRow;
  /** Variable of the path templates that takes the name of an item, for types without identifiers. */
  readonly nameVariable?: Variable;
  /** Form of configured names: a voxel spacing is written with three decimals. */
  readonly nameForm?: 'voxel-spacing';
  /** Description of the name that `parent_filters` match; absent for types that they cannot name. */
  readonly filteredBy?: string;
  /** Facts by which an item keeps its identifier in later ingests; absent for types without identifiers. */
  readonly identity?: IdentityRow;
  /** Type whose identifier is in the paths of this type's files; by default the parent. */
  readonly belongsTo?: Type;
  /** The JSON files with a schema, by path template. */
  readonly documents?: Readonly<Partial<Record<PathTemplateName, DocumentRow>>>;
  /** Type whose metadata name this type's data files; by default the type itself, if its metadata name files. */
  readonly describedBy?: Type;
  /** Its volume, for types that have one in both formats. Headers, levels and voxels are checked against its kind. */
  readonly volume?: VolumeRow;
  /** Kind of another MRC file at a path template, which its header is checked against. */
  readonly mrc?: Readonly<Partial<Record<PathTemplateName, MrcKind>>>;
  /**
   * Path templates of an item's files in directories that it shares with other items; the directory of an item with
   * an identifier is its own. Files that a later ingest of the item does not name are removed.
   */
  readonly owns?: readonly PathTemplateName[];
  /** True if an entry without metadata refers to a published item, whose metadata file stays as it is. */
  readonly refersWithoutMetadata?: boolean;
}

/** The section of a configuration that finds the items of a type. */
interface SectionRow<Type extends string = string> {
  readonly name: string;
  /** Name of an entry's JSON Schema without `Entry`, and of a source's without `Source`. */
  readonly title: string;
  readonly description: string;
  /** `usualFinders` by default. */
  readonly finders?: readonly FinderName[];
  /** Kind of values of `literal`, if that is a finder; names by default. */
  readonly literal?: LiteralForm;
  /** Types that `parent_filters` may name; by default all types above with `filteredBy`. */
  readonly parentFilters?: readonly Type[];
  /** Schema of an entry's metadata; absent if entries have none. */
  readonly metadata?: TSchema;
  /** True if every entry must have metadata. */
  readonly metadataRequired?: boolean;
  readonly sourcesOptional?: boolean;
  /** True if the section must be present and not empty. */
  readonly required?: boolean;
  /** Use of columns of the run data map in metadata: filled in for each run, or allowed and kept as written. */
  readonly columns?: 'filled-in' | 'kept';
}

/** Key of a finder in a configuration; `shape` stands for the annotation shapes. */
export type FinderName =
  | 'source_glob'
  | 'source_multi_glob'
  | 'destination_glob'
  | 'destination_filter'
  | 'tomogram_header'
  | 'literal'
  | 'shape';

export const usualFinders: readonly FinderName[] = [
  'source_glob',
  'source_multi_glob',
  'destination_glob',
  'literal',
];

/** Kinds of values of the finder `literal`. */
export type LiteralForm = 'names' | 'deposition-numbers' | 'voxel-spacings' | 'key-photos';

interface WalkRow {
  /** True for a level of the tree, whose items contain others and have a directory by their name. */
  readonly isLevel?: boolean;
  /** True if an ingest that finds none has nothing to do. */
  readonly isRequired?: boolean;
  /**
   * When items below a parent are imported. `early`: before any item of the parent's type is imported; `late`: after
   * the parent's other children. By default in the order of the table.
   */
  readonly stage?: 'early' | 'late';
  /** Unit of the progress display. */
  readonly counted?: 'datasets' | 'runs';
  /** True if several items are imported at once. All that was found below an item is dropped once it is finished. */
  readonly concurrent?: boolean;
  /** True if the metadata name files of siblings, and so are written after them. */
  readonly isDescribedLast?: boolean;
  /** True if items are made from the files of their parent: they are skipped if the parent failed. */
  readonly needsParent?: boolean;
  /** Place of temporary files of an interrupted ingest: below an item's directory, or among its own files. */
  readonly leftovers?: 'below' | 'among-own-files';
}

/** The properties that identify an item, so that it keeps its identifier in later ingests. */
export interface IdentityRow {
  /** Variable of the path templates that takes the identifier. */
  readonly variable: Variable;
  /** Type of the item within which identifiers are unique: below others, a path would need two identifiers. */
  readonly container: 'run' | 'voxel_spacing';
  /** Keys of the metadata that together identify an item; a voxel spacing is that of its directory. */
  readonly fields: readonly string[];
}

export interface DocumentRow {
  /** Name of the published schema. */
  readonly kind: string;
  readonly schema: SchemaNode;
  /**
   * Keys with paths below the root of the tree, and what they may point to, or null for any path; `files.*.path` is the
   * path of every item of `files`.
   */
  readonly paths?: Readonly<Record<string, ReferenceTarget | null>>;
}

/** Files that a key of a metadata file may point to. */
export interface ReferenceTarget {
  readonly templates: readonly PathTemplateName[];
  /** Variables that both paths share: the target belongs to the same run, tomogram and so on. */
  readonly same: readonly Variable[];
  /** Variables with given values. */
  readonly fixed?: Readonly<Partial<Record<Variable, readonly string[]>>>;
}

/** A volume that is published as MRC and as OME-Zarr: its kind, and their path templates. */
export interface VolumeRow {
  readonly kind: Extract<MrcKind, 'tomogram' | 'tiltseries'>;
  readonly mrc: PathTemplateName;
  readonly zarr: PathTemplateName;
}

/** Kind of an MRC file, which decides what its header must contain. */
export type MrcKind = VolumeKind | 'frame' | 'gain';

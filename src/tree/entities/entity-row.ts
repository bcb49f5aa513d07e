import type { TSchema } from 'typebox';
import type { SchemaNode } from '../../base/schema.js';
import type { PathTemplateName, Variable } from '../layout/path-templates.js';

/** One kind of thing of a deposition: its place among the others, how it is configured, found, published and identified. */
export interface EntityRow<Type extends string = string> {
  /** Type below each of whose items the items of this one are found; null for the outermost. */
  readonly parent: Type | null;
  readonly section: SectionRow<Type>;
  /**
   * How results of a source become items. `each`: every result is one; `together`: all results of an entry are one;
   * `with-sources`: the same, and the item knows which source gave each of its files.
   */
  readonly grouping: 'each' | 'together' | 'with-sources';
  /** Names of the items that stand in when no source finds anything. */
  readonly defaults?: readonly string[];
  readonly walk?: WalkRow;
  /** Variable of the path templates that the name of an item fills in, for items without identifier. */
  readonly nameVariable?: Variable;
  /** What is said of a name that the configuration gives; a voxel spacing is spelled with three decimals. */
  readonly nameForm?: 'voxel-spacing';
  /** What an item's name is called in `parent_filters`; absent: they cannot name the type. */
  readonly filteredBy?: string;
  /** How items keep their identifiers over ingests; absent: they have none. */
  readonly identity?: IdentityRow<Type>;
  /** Type whose identifier the files of this one have in their paths; its parent's where absent. */
  readonly belongsTo?: Type;
  /** The JSON files that a schema describes, by path template. */
  readonly documents?: Readonly<Partial<Record<PathTemplateName, DocumentRow>>>;
  /** Type whose metadata name the data files of this one; absent: its own, where these name files. */
  readonly describedBy?: Type;
  /** What the header of an MRC file says that lies here, by path template. */
  readonly mrc?: Readonly<Partial<Record<PathTemplateName, MrcKind>>>;
  /**
   * Path templates in directories shared with other items that belong to an item too; one with an identifier owns its
   * directory besides. What is there and not named by a later ingest of the item is removed.
   */
  readonly owns?: readonly PathTemplateName[];
  /** Without configured metadata, an entry refers to something published, whose metadata file stays as it is. */
  readonly refersWithoutMetadata?: boolean;
}

/** The section of a configuration that finds the items of an entity. */
export interface SectionRow<Type extends string = string> {
  readonly name: string;
  /** Name of an entry's schema without `Entry`; the sources' schema is named after it too. */
  readonly title: string;
  readonly description: string;
  readonly finders: readonly FinderName[];
  /** What a literal holds, where one is a finder. */
  readonly literal?: LiteralForm;
  /** Types that `parent_filters` may name; those above the entity that can be named, where absent. */
  readonly parentFilters?: readonly Type[];
  /** Schema of an entry's metadata; absent: entries have none. */
  readonly metadata?: TSchema;
  /** Whether every entry has metadata. */
  readonly metadataRequired?: boolean;
  /** Whether an entry may be without sources. */
  readonly sourcesOptional?: boolean;
  /** Whether a configuration must have the section, with an entry. */
  readonly required?: boolean;
  /** Whether values may be columns of the run data map: filled in for each run, or allowed and kept as they are. */
  readonly columns?: 'filled-in' | 'kept';
}

/** How a source looks for items, as the configuration spells it; `shape` stands for the annotation shapes. */
export type FinderName =
  | 'source_glob'
  | 'source_multi_glob'
  | 'destination_glob'
  | 'destination_filter'
  | 'tomogram_header'
  | 'literal'
  | 'shape';

export type LiteralForm = 'names' | 'deposition-numbers' | 'voxel-spacings' | 'key-photos';

/** How the walk visits the items of an entity. */
export interface WalkRow {
  /** A level of the tree: its items hold others and are known by their names. */
  readonly isLevel?: boolean;
  /** An ingest that finds none has nothing to do. */
  readonly isRequired?: boolean;
  /**
   * When, below a parent. `early`: below every item of the parent's type before any of these is imported itself;
   * `late`: after its siblings. In the order of the table otherwise.
   */
  readonly stage?: 'early' | 'late';
  /** What a progress display counts them as. */
  readonly counted?: 'datasets' | 'runs';
  /** Several items at a time; all that was found below one is forgotten once it is finished. */
  readonly concurrent?: boolean;
  /** Its metadata name what siblings write: they are written once all of these are done. */
  readonly isDescribedLast?: boolean;
  /** Its items are made from what their parent wrote: they are left out where the parent failed. */
  readonly needsParent?: boolean;
  /** Where half-made files of an interrupted ingest are looked for: below an item's directory, or only among its own files. */
  readonly leftovers?: 'below' | 'among-own-files';
}

/** What makes two items the same thing, so that they keep one identifier over ingests. */
export interface IdentityRow<Type extends string = string> {
  /** Variable of the path templates that the identifier fills in. */
  readonly variable: Variable;
  /** Type of the item within which identifiers are unique. */
  readonly container: Type;
  /**
   * Keys of the metadata that together identify an item. `voxel_spacing` is that of its directory;
   * `alignment_metadata_path` stands for the alignment that lies there.
   */
  readonly fields: readonly string[];
}

/** A JSON file of the tree that a schema describes. */
export interface DocumentRow {
  /** Name of the published schema. */
  readonly kind: string;
  readonly schema: SchemaNode;
  /** Keys that hold paths below the tree's root: `files.*.path` is the path of every item of `files`. */
  readonly paths?: readonly string[];
}

/** What an MRC file is, which decides what its header must say. */
export type MrcKind = 'tomogram' | 'tiltseries' | 'semantic-mask' | 'instance-mask' | 'frame' | 'gain';

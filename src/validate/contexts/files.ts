import type { MetadataKind } from '../../entities/index.js';
import type { JsonValue } from '../../json/index.js';
import type { Layout } from '../../layout/index.js';
import type { Content, Reference, TreeFile, Unit } from '../../tree/index.js';
import type { Located } from './located.js';

/** The names of one unit. */
export interface UnitContext extends Located {
  readonly layout: Layout;
  readonly unit: Unit;
  /** Directories that hold nothing; known on file systems only. */
  readonly emptyDirectories: readonly string[];
}

/** One file, by its name and size. */
export interface FileContext extends Located {
  readonly layout: Layout;
  readonly file: TreeFile;
}

/** A JSON file that a schema describes. */
export interface JsonContext extends Located, Content<JsonValue> {
  readonly kind: MetadataKind;
}

/** A metadata file with the paths it names. */
export interface ReferencesContext extends Located {
  readonly kind: MetadataKind;
  readonly references: readonly Reference[];
  /** Whether the run has any annotation in the form that viewers load. */
  readonly hasPrecomputes: boolean;
  /** Whether a path below the tree's root is a file or a directory with files. */
  exists(path: string): boolean;
}

/** A data file and the metadata that should name it. */
export interface ReferencedContext extends Located {
  readonly isNamed: boolean;
  /** Metadata file that should name it. */
  readonly namedBy: string;
}

export interface ImageFacts {
  /** Usual extension of its format. */
  readonly format: string;
  /** Pixels; 0 where the format does not state them. */
  readonly width: number;
  readonly height: number;
  /** Bytes behind the end of the picture. */
  readonly trailingBytes: number;
}

export interface ImageContext extends Located, Content<ImageFacts> {
  /** Smallest size in pixels that viewers can use. */
  readonly minimum: { readonly width: number; readonly height: number } | null;
}

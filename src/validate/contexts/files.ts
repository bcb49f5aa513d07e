import type { JsonValue } from '../../base/json-value.js';
import type { Digest } from '../../storage/digest-algorithm.js';
import type { MetadataKind } from '../../tree/entities/documents.js';
import type { Layout } from '../../tree/layout/path-templates.js';
import type { Reference } from '../../tree/references.js';
import type { TreeFile } from '../../tree/tree-file.js';
import type { Content } from '../../tree/tree-reader.js';
import type { Unit } from '../../tree/units.js';

/** Where a context lies; its findings are filed there. */
export interface Located {
  /** Below the tree's root. */
  readonly path: string;
  /** Entity of the deposition, e.g. `tiltseries`. */
  readonly entity: string;
  readonly dataset: string | null;
  readonly run: string | null;
}

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

/** A text file of the tree, as its bytes are. */
export interface TextContext extends Located {
  /** Whether it begins with a byte order mark. */
  readonly isMarked: boolean;
  /** Keys that stand twice in one mapping of its JSON. */
  readonly repeatedKeys: readonly string[];
}

/** What of a file is compared, as far as it is known. */
export interface FileFacts {
  readonly bytes?: number;
  readonly digest?: Digest;
  /** Entity tag of an object. */
  readonly etag?: string;
}

/** A file that manifest or ledger list otherwise than it is. */
export interface FixityContext extends Located {
  /** What lists it. */
  readonly listedBy: 'manifest' | 'ledger';
  /** Null where it is not listed. */
  readonly listed: FileFacts | null;
  /** Null where it is not there. */
  readonly actual: FileFacts | null;
}

/** A dataset, run or other item of a deposition that the tree should hold. */
export interface ExpectedContext extends Located {
  readonly name: string;
  /** Whether nothing of it is in the tree. */
  readonly isAbsent: boolean;
  /** Its files and pyramids, where none of them is in the tree. */
  readonly missing: readonly string[];
}

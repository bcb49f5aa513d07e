import type { JsonValue } from '../../base/json-value.js';
import type { Digest } from '../../storage/digest-algorithm.js';
import type { MetadataKind } from '../../tree/entities/documents.js';
import type { IdentifiedType } from '../../tree/entities/entity-type.js';
import type { PathVariables } from '../../tree/layout/build-path.js';
import type { Layout } from '../../tree/layout/path-templates.js';
import type { Reference } from '../../tree/references.js';
import type { TreeFile } from '../../tree/tree-file.js';
import type { Content } from '../../tree/tree-reader.js';
import type { Unit } from '../../tree/units.js';

/** The location of a context, which is also that of its findings. */
export interface Located {
  /** The path below the root of the tree. */
  readonly path: string;
  /** The entity of the deposition, such as `tiltseries`. */
  readonly entity: string;
  readonly dataset: string | null;
  readonly run: string | null;
}

/** Returns the location of a file of the same entity. */
export function locatedAt({ entity, dataset, run }: Located, path: string): Located {
  return { path, entity, dataset, run };
}

/** The names of the files of a unit. */
export interface UnitContext extends Located {
  readonly layout: Layout;
  readonly unit: Unit;
  /** Empty directories; known only for file systems. */
  readonly emptyDirectories: readonly string[];
}

export interface FileContext extends Located {
  readonly layout: Layout;
  readonly file: TreeFile;
}

/** A file, directory or whole unit that cannot be read, or a ledger that is not whole. */
export interface UnreadableContext extends Located {
  readonly problem: string;
}

export interface JsonContext extends Located, Content<JsonValue> {
  readonly kind: MetadataKind;
}

/** An item with an identifier, and its metadata file. */
export interface Identified extends Located {
  readonly id: string;
  readonly metadata: JsonContext | null;
}

/** An item, and the variables of its path templates. */
export interface ItemContext extends Identified {
  readonly type: IdentifiedType;
  readonly variables: PathVariables;
}

export interface ReferencesContext extends Located {
  readonly kind: MetadataKind;
  readonly references: readonly Reference[];
  readonly hasPrecomputes: boolean;
  /** True if a path below the root of the tree is a file, or a directory with files. */
  exists(path: string): boolean;
}

/** A data file, and the metadata file that should refer to it. */
export interface ReferencedContext extends Located {
  readonly isNamed: boolean;
  readonly namedBy: string;
}

export interface ImageFacts {
  /** The usual extension of its format. */
  readonly format: string;
  /** In pixels; 0 if the format does not have them. */
  readonly width: number;
  readonly height: number;
  /** Bytes after the end of the picture. */
  readonly trailingBytes: number;
}

/** A key photo or key image. */
export interface ImageContext extends Located, Content<ImageFacts> {
  /** The smallest useful size for viewers, in pixels. */
  readonly minimum: { readonly width: number; readonly height: number } | null;
}

export interface TextContext extends Located {
  /** True if it starts with a byte order mark. */
  readonly isMarked: boolean;
  /** Keys that occur twice in one object of a JSON file. */
  readonly repeatedKeys: readonly string[];
}

/** The facts of a file that are compared, as far as they are known. */
export interface FileFacts {
  readonly bytes?: number;
  readonly digest?: Digest;
  /** The entity tag of an object. */
  readonly etag?: string;
}

/** A file, with what the manifest or a ledger lists and what was found. */
export interface FixityContext extends Located {
  readonly listedBy: 'manifest' | 'ledger';
  readonly listed: FileFacts | null;
  /** Null if the file does not exist or cannot be read. */
  readonly actual: FileFacts | null;
  /** The number of further files of the unit with the same fault, which are not reported one by one. */
  readonly others?: number;
}

/** A file with the same content as one in another place. */
export interface ContentContext extends Located {
  readonly sameAs: string;
  /** The number of further files of the same kind that the two runs share. */
  readonly others: number;
}

/** A dataset, run or other item of a deposition that the tree should contain. */
export interface ExpectedContext extends Located {
  readonly name: string;
  /** True if none of its files are in the tree. */
  readonly isAbsent: boolean;
  readonly missing: readonly string[];
}

import type { Bounds } from './table-facts.js';

/** A picture; null where its header does not state the size. */
export interface PictureFacts {
  readonly kind: 'picture';
  readonly width: number | null;
  readonly height: number | null;
}

/** A surface of triangles in the unit of its file. */
export interface MeshFacts {
  readonly kind: 'mesh';
  readonly vertices: number;
  readonly triangles: number;
  readonly bounds: Bounds | null;
}

/** A JSON, YAML or XML document. */
export interface DocumentFacts {
  readonly kind: 'json' | 'yaml' | 'xml';
  /** Keys of its top level, or the name of its root element; a list has none. */
  readonly keys: readonly string[];
  /** Items of a list. */
  readonly items?: number;
}

/** A text that no reader takes. */
export interface TextFacts {
  readonly kind: 'text';
  readonly lines: number;
  /** The first ones. */
  readonly rows: readonly string[];
}

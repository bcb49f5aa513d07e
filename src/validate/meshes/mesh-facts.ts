/** What a mesh file holds. */
export interface MeshFacts {
  readonly triangles: number;
  /** Bytes after the end that the file's header gives. */
  readonly trailingBytes: number;
}

import type { StoredPiece } from './surface-pieces.js';

/** A label's surface, as the pieces of it that lie in the chunks. */
export interface LabelSurface {
  readonly label: number;
  readonly pieces: readonly StoredPiece[];
  readonly triangles: number;
}

/** The surfaces of all labels, ascending, from the pieces of the chunks in their order. */
export function labelSurfaces(chunks: readonly (readonly StoredPiece[])[]): LabelSurface[] {
  const byLabel = new Map<number, StoredPiece[]>();
  for (const piece of chunks.flat()) {
    const pieces = byLabel.get(piece.label) ?? [];
    byLabel.set(piece.label, pieces);
    pieces.push(piece);
  }
  return [...byLabel]
    .sort(([first], [second]) => first - second)
    .map(([label, pieces]) => ({
      label,
      pieces,
      triangles: pieces.reduce((sum, { triangleCount }) => sum + triangleCount, 0),
    }));
}

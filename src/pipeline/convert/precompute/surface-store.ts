import { bytesOf, joinBytes } from '../../../neuroglancer/bytes.js';
import {
  type Mesh,
  type SurfaceBlock,
  SurfaceBuilder,
  type SurfacePart,
} from '../../../neuroglancer/mesh/index.js';
import { SpillFile } from '../../../storage/index.js';

interface StoredPart extends SurfaceBlock {
  readonly vertexCount: number;
  readonly triangleCount: number;
  readonly offset: number;
}

/** Keeps the parts of the surfaces of many labels in a temporary file until each is asked for as a whole. */
export class SurfaceStore {
  readonly #file: SpillFile;
  readonly #parts = new Map<number, StoredPart[]>();

  /** Below `directory`, the system's for temporary files by default. */
  constructor(directory: string | null) {
    this.#file = new SpillFile(directory, 'surfaces');
  }

  /** Labels that have a surface, ascending. */
  get labels(): number[] {
    return [...this.#parts.keys()].sort((first, second) => first - second);
  }

  /** Triangles that the parts of a label's surface, or of all, have. */
  triangleCount(label?: number): number {
    const parts = label === undefined ? [...this.#parts.values()].flat() : (this.#parts.get(label) ?? []);
    return parts.reduce((sum, part) => sum + part.triangleCount, 0);
  }

  async add(label: number, { vertices, triangles }: SurfacePart, block: SurfaceBlock): Promise<void> {
    const bytes = joinBytes([bytesOf(triangles), bytesOf(vertices)]);
    const offset = await this.#file.take(bytes.length);
    await this.#file.write(offset, bytes);
    const parts = this.#parts.get(label) ?? [];
    this.#parts.set(label, parts);
    parts.push({ ...block, vertexCount: vertices.length / 3, triangleCount: triangles.length / 3, offset });
  }

  /** A label's whole surface in voxels, where voxel i spans i to i + 1; without triangles for an unknown label. */
  async surface(label: number): Promise<Mesh> {
    const parts = this.#parts.get(label) ?? [];
    const sum = (count: (part: StoredPart) => number) =>
      parts.reduce((total, part) => total + count(part), 0);
    const builder = new SurfaceBuilder(
      sum(({ vertexCount }) => vertexCount),
      sum(({ triangleCount }) => triangleCount),
    );
    for (const { vertexCount, triangleCount, offset, ...block } of parts) {
      const { buffer } = await this.#file.read(offset, triangleCount * 12 + vertexCount * 6);
      const triangles = new Uint32Array(buffer, 0, triangleCount * 3);
      builder.add(
        { triangles, vertices: new Int16Array(buffer, triangleCount * 12, vertexCount * 3) },
        block,
      );
    }
    return builder.mesh();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

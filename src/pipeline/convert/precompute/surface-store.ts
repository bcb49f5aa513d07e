import { bytesOf, joinBytes } from '../../../neuroglancer/bytes.js';
import {
  type Mesh,
  type SurfaceBlock,
  SurfaceBuilder,
  type SurfacePiece,
} from '../../../neuroglancer/mesh/index.js';
import { SpillFile } from '../../../storage/index.js';

interface StoredPart extends SurfaceBlock {
  readonly vertexCount: number;
  readonly triangleCount: number;
  readonly offset: number;
}

/** Keeps the inputs of the surfaces of many labels in a temporary file until each is asked for as a whole. */
export class SurfaceStore {
  readonly #file: SpillFile;
  readonly #inputs = new Map<number, StoredPart[]>();

  /** Below `directory`, the system's for temporary files by default. */
  constructor(directory: string | null) {
    this.#file = new SpillFile(directory, 'surfaces');
  }

  /** Labels that have a surface, ascending. */
  get labels(): number[] {
    return [...this.#inputs.keys()].sort((first, second) => first - second);
  }

  /** Triangles that the inputs of a label's surface, or of all, have. */
  triangleCount(label?: number): number {
    const inputs = label === undefined ? [...this.#inputs.values()].flat() : (this.#inputs.get(label) ?? []);
    return inputs.reduce((sum, input) => sum + input.triangleCount, 0);
  }

  async add(label: number, { vertices, triangles }: SurfacePiece, block: SurfaceBlock): Promise<void> {
    const bytes = joinBytes([bytesOf(triangles), bytesOf(vertices)]);
    const offset = await this.#file.take(bytes.length);
    await this.#file.write(offset, bytes);
    const inputs = this.#inputs.get(label) ?? [];
    this.#inputs.set(label, inputs);
    inputs.push({ ...block, vertexCount: vertices.length / 3, triangleCount: triangles.length / 3, offset });
  }

  /** A label's whole surface in voxels, where voxel i spans i to i + 1; without triangles for an unknown label. */
  async surface(label: number): Promise<Mesh> {
    const inputs = this.#inputs.get(label) ?? [];
    const sum = (count: (input: StoredPart) => number) =>
      inputs.reduce((total, input) => total + count(input), 0);
    const builder = new SurfaceBuilder(
      sum(({ vertexCount }) => vertexCount),
      sum(({ triangleCount }) => triangleCount),
    );
    for (const { vertexCount, triangleCount, offset, ...block } of inputs) {
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

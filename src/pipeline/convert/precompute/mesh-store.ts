import type { MultiresolutionMesh, StoredMesh } from '../../../neuroglancer/mesh/index.js';
import { SpillFile } from '../../../storage/index.js';

/** Keeps encoded meshes in a temporary file until all of them are known and can be written. */
export class MeshStore {
  readonly #file: SpillFile;
  readonly #meshes: StoredMesh[] = [];

  /** Below `directory`, the system's for temporary files by default. */
  constructor(directory: string | null) {
    this.#file = new SpillFile(directory, 'meshes');
  }

  /** In the order in which they were added. */
  get meshes(): readonly StoredMesh[] {
    return this.#meshes;
  }

  async add(label: number, { fragments, manifest }: MultiresolutionMesh): Promise<void> {
    const length = fragments.length + manifest.length;
    const offset = await this.#file.take(length);
    await this.#file.write(offset, fragments);
    await this.#file.write(offset + fragments.length, manifest);
    this.#meshes.push({
      label,
      fragmentBytes: fragments.length,
      manifestBytes: manifest.length,
      read: () => this.#file.read(offset, length),
    });
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

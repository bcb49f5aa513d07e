import { inspectFile } from '../src/inspect/inspect-file.js';
import { drawSection } from '../src/inspect/inspect-volume.js';
import { lookAt } from '../src/inspect/inspected-file.js';
import { formatInspection } from '../src/report/inspection.js';
import { folderSource } from './folder-source.js';
import type { InspectedFacts, Task } from './messages.js';
import { placedStorage } from './page-tree.js';

/** Bytes of the largest volume of which every voxel is read. */
const largestRead = 512 * 1024 * 1024;

const storageOf = (file: File) => placedStorage(folderSource('', [{ path: file.name, file }]), '');

/** Returns what a file is, with statistics of all voxels unless it is large. Fails as `cryoet inspect` does. */
export async function inspect(file: File, { signal }: Task): Promise<InspectedFacts> {
  const storage = await storageOf(file);
  const statistics = file.size <= largestRead;
  const inspection = await inspectFile(await lookAt(storage, file.name, file.name), { statistics, signal });
  const sections = inspection.kind === 'volume' ? inspection.shape[0] : null;
  return { text: formatInspection(inspection), sections };
}

/** Draws a section of a volume as PNG. Fails as reading the volume does. */
export async function sectionOf(file: File, z: number): Promise<Uint8Array<ArrayBuffer>> {
  const { png } = await drawSection(await storageOf(file), file.name, z);
  return new Uint8Array(png);
}

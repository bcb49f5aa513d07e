import pLimit from 'p-limit';
import { closing } from '../src/base/closing.js';
import { getOrMake } from '../src/base/collections.js';
import { packFailure, reviveFailure } from '../src/base/thread-failure.js';
import { crc64Digest, FileSum } from '../src/storage/crc64.js';
import type { Digest } from '../src/storage/digest-algorithm.js';
import { TreeReader } from '../src/tree/tree-reader.js';
import type { VolumeContext } from '../src/validate/contexts/acquisition.js';
import type { VoxelFacts } from '../src/validate/voxels/voxel-facts.js';
import { createKernelScanner, type VoxelScanner } from '../src/validate/voxels/voxel-scanner.js';
import { planPyramid, type Unit, unitsOf } from '../src/volume/engine/pyramid-plan.js';
import { type CheckJob, checkUnits, partsOfUnit } from '../src/volume/engine/unit-checker.js';
import type { VolumeChecker } from '../src/volume/engine/volume-checker.js';
import type { PieceSum } from './file-pieces.js';
import type { PageTree } from './page-tree.js';
import {
  type FromScanWorker,
  type ScanAnswer,
  type ScanTask,
  type ToScanWorker,
  workersAtOnce,
} from './scan-messages.js';

/** Most consecutive units of a task, which begins to read each of their files once: whole chunks of most volumes. */
const mostUnits = 256;

/** A scanner with workers, which also sum files of a folder. */
export interface ScanPool extends VoxelScanner {
  /** Returns the CRC-64/NVME of a file; null if it cannot be read, and after an abort. */
  sumFile(path: string): Promise<{ readonly bytes: number; readonly digest: Digest } | null>;
}

/**
 * Creates a scanner that scans volumes in workers, and all else on this thread. Workers read the files of a folder by
 * themselves to prove that volumes are sound, as the command does. An abort of the reader's signal ends the workers.
 */
export function createScanPool(reader: TreeReader, isSample: boolean, fileOf: PageTree['fileOf']): ScanPool {
  const here = createKernelScanner(reader, isSample);
  const limit = pLimit(workersAtOnce);
  const all: Worker[] = [];
  let idle: Worker[] = [];
  const start = () => {
    const worker = new Worker(new URL('./scan-worker.js', import.meta.url), { type: 'module' });
    all.push(worker);
    // One that could not load its code would never answer. Another one tells why once there is a task.
    worker.onerror = () => {
      idle = idle.filter((other) => other !== worker);
    };
    return worker;
  };
  // They load their code while the first metadata are read.
  idle = Array.from({ length: workersAtOnce }, start);
  const run = (task: ScanTask) =>
    limit(async () => {
      reader.signal?.throwIfAborted();
      const worker = idle.pop() ?? start();
      const answer = await runIn(worker, task, reader);
      idle.push(worker);
      return answer;
    });
  /** Of files that were read for checks; two tasks may read the same piece. */
  const sums = new Map<string, FileSum>();
  const addSums = (pieces: readonly PieceSum[]) => {
    for (const { path, offset, length, remainder } of pieces)
      getOrMake(sums, path, () => new FileSum()).addPiece(offset, length, remainder);
  };
  const checker: VolumeChecker = {
    pathOf: (_, key) => (fileOf(key) === null ? null : key),
    check(job, signal) {
      const ordered = [...unitsOf(planPyramid(job.shape, job.kind))];
      const unitsOfTask = shareOf(ordered);
      const tasks = new Map<number, Promise<ScanAnswer>>();
      const check = async ({ index }: Unit) => {
        const task = index - (index % unitsOfTask);
        const units = ordered.slice(task, task + unitsOfTask);
        const answer = await getOrMake(tasks, task, async () => {
          const checked = await run({ kind: 'check', job, units, files: filesOf(job, units, fileOf) });
          if (checked.kind === 'checked') addSums(checked.sums);
          return checked;
        });
        return (answer.kind === 'checked' && answer.units[index - task]) || null;
      };
      return checkUnits(job, workersAtOnce * unitsOfTask, check, signal);
    },
    close: async () => undefined,
  };
  const { counts, storage, signal } = reader;
  return {
    ...here,
    async scan(volume) {
      const sound = isSample ? null : await findSound(checker, reader, volume);
      if (sound !== null) return sound;
      // Numbers of metadata lose their class on the way, and a scan needs none of them.
      const sent = { ...volume, metadata: null };
      const answer = await run({ kind: 'scan', volume: sent, isSample, isRemote: storage.flat });
      if (answer.kind !== 'scanned') throw new Error('a worker has done another task');
      counts.files += answer.files;
      counts.bytes += answer.bytes;
      return answer.facts;
    },
    async sumFile(path) {
      const file = fileOf(path);
      if (file === null || signal?.aborted) return null;
      const known = sums.get(path);
      const checksum = known?.coverage.isWhole(file.size) ? known.finish(file.size) : null;
      if (checksum !== null) return { bytes: file.size, digest: crc64Digest(checksum) };
      const answer = await run({ kind: 'sum', file }).catch((error) => {
        if (signal?.aborted) return null;
        throw error;
      });
      if (answer?.kind !== 'summed' || answer.checksum === null) return null;
      return { bytes: file.size, digest: crc64Digest(answer.checksum) };
    },
    async close() {
      for (const worker of all) worker.terminate();
      await here.close();
    },
  };
}

/** Returns the facts of a volume if it is sound; null if it needs a detailed scan. What is read counts only then. */
async function findSound(
  checker: VolumeChecker,
  { storage, signal, counts }: TreeReader,
  volume: VolumeContext,
): Promise<VoxelFacts | null> {
  // Loaded on demand, as for the scanner of this thread.
  const { checkSound } = await import('../src/validate/voxels/scan-volume.js');
  const reader = new TreeReader(storage, signal);
  if (volume.mrc?.value == null) return null;
  const { value } = await reader.opened(volume.mrc, (file) => checkSound(checker, reader, volume, file));
  if (value === null) return null;
  counts.files += reader.counts.files;
  counts.bytes += reader.counts.bytes;
  return value;
}

function filesOf(job: CheckJob, units: readonly Unit[], fileOf: PageTree['fileOf']): Map<string, File> {
  const files = new Map<string, File>();
  for (const { path } of units.flatMap((unit) => partsOfUnit(job, unit))) {
    const file = fileOf(path);
    if (file !== null) files.set(path, file);
  }
  return files;
}

/** Returns how many units to check in a task: the same for each worker, and all of the same planes. */
function shareOf(units: readonly Unit[]): number {
  const ofPlanes = Math.max(
    1,
    units.findIndex(({ origin }) => origin[0] !== units[0]?.origin[0]),
  );
  const tasks = workersAtOnce * Math.ceil(units.length / (workersAtOnce * mostUnits));
  return Math.ceil(units.length / tasks / ofPlanes) * ofPlanes;
}

/**
 * Runs a task in a worker, which asks here for what it reads of a volume that it scans. Fails as the scan does, and with
 * the reason of an abort.
 */
function runIn(worker: Worker, task: ScanTask, { storage, signal }: TreeReader): Promise<ScanAnswer> {
  const post = (message: ToScanWorker, transfer: Transferable[] = []) =>
    worker.postMessage(message, transfer);
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal?.reason);
    signal?.addEventListener('abort', stop, { once: true });
    worker.onerror = ({ message }) => reject(new Error(`a worker stopped: ${message}`));
    worker.onmessage = async ({ data }: MessageEvent<FromScanWorker>) => {
      switch (data.kind) {
        case 'size':
        case 'read': {
          const ask = async () =>
            closing(await storage.open(data.key), async (file) =>
              data.kind === 'size' ? file.size : file.read(data.offset, data.length),
            );
          const answer = await ask().catch(packFailure);
          // A folder's bytes are read for this worker alone: they go there without a copy.
          const isOwn = answer instanceof Uint8Array && !storage.flat;
          return post({ kind: 'answer', number: data.number, answer }, isOwn ? [answer.buffer] : []);
        }
        case 'failed':
          reject(reviveFailure(data.failure));
          break;
        default:
          resolve(data);
      }
      signal?.removeEventListener('abort', stop);
    };
    post(task);
  });
}

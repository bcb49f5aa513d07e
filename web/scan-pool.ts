import pLimit from 'p-limit';
import { closing } from '../src/base/closing.js';
import { packFailure, reviveFailure } from '../src/base/thread-failure.js';
import type { TreeReader } from '../src/tree/tree-reader.js';
import type { VolumeContext } from '../src/validate/contexts/acquisition.js';
import type { VoxelFacts } from '../src/validate/voxels/voxel-facts.js';
import { createKernelScanner, type VoxelScanner } from '../src/validate/voxels/voxel-scanner.js';
import type { FromScanWorker, ToScanWorker } from './scan-messages.js';

/** Volumes that are scanned at once, each in a worker of its own. */
const scansAtOnce = Math.max(1, Math.min(4, navigator.hardwareConcurrency));

/**
 * Creates a scanner that scans volumes in workers, and all else on this thread. An abort of the reader's signal ends
 * the workers.
 */
export function createScanPool(reader: TreeReader, isSample: boolean): VoxelScanner {
  const here = createKernelScanner(reader, isSample);
  const limit = pLimit(scansAtOnce);
  const idle: Worker[] = [];
  const all = new Set<Worker>();
  const take = () => {
    const worker = idle.pop() ?? new Worker(new URL('./scan-worker.js', import.meta.url), { type: 'module' });
    all.add(worker);
    return worker;
  };
  const scan = async (volume: VolumeContext): Promise<VoxelFacts> => {
    reader.signal?.throwIfAborted();
    const worker = take();
    const facts = await scanIn(worker, { reader, volume, isSample });
    idle.push(worker);
    return facts;
  };
  return {
    ...here,
    scan: (volume) => limit(scan, volume),
    async close() {
      for (const worker of all) worker.terminate();
      await here.close();
    },
  };
}

/**
 * Scans a volume in a worker, which asks here for what it reads. Fails as the scan does, and with the reason of an
 * abort.
 */
function scanIn(
  worker: Worker,
  { reader, volume, isSample }: { reader: TreeReader; volume: VolumeContext; isSample: boolean },
): Promise<VoxelFacts> {
  const { storage, signal, counts } = reader;
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
        case 'scanned':
          counts.files += data.files;
          counts.bytes += data.bytes;
          resolve(data.facts);
          break;
        case 'failed':
          reject(reviveFailure(data.failure));
      }
      signal?.removeEventListener('abort', stop);
    };
    // Numbers of metadata lose their class on the way, and a scan needs none of them.
    post({ kind: 'scan', volume: { ...volume, metadata: null }, isSample, isRemote: storage.flat });
  });
}

import pLimit from 'p-limit';
import { packFailure } from '../../base/thread-failure.js';
import { instantiateKernels } from '../kernels/load-kernels.js';
import { createThreadConverter, type ThreadConverter, WriteLock } from './thread-converter.js';
import {
  type Answer,
  type BufferLease,
  type ChunkTask,
  ResultBuffers,
  releaseBuffer,
  type ServeTask,
  type UnitAnswer,
  type UnitTask,
} from './unit-runner.js';

/** Result buffers: one is filled, one written. More would not stay in the processor's cache. */
const results = 2;

/**
 * Converts units and encodes chunks until the port is closed, one at a time since there is one set of buffers. The
 * bytes of results are read in place or moved by the requesting thread, never copied.
 */
export default function serve({ port, kernelModule, lock }: ServeTask): Promise<void> {
  const thread = createThreadConverter(instantiateKernels(kernelModule), results, new WriteLock(lock));
  const buffers = new ResultBuffers(results);
  const oneAtATime = pLimit(1);
  port.on('message', (task: UnitTask | ChunkTask) => {
    void oneAtATime(async () => {
      const reply = 'unit' in task ? convertUnit(thread, buffers, task) : encodeChunk(thread, task);
      const { answer, moved } = await reply.catch((error) => ({ answer: packFailure(error), moved: [] }));
      port.postMessage(answer, moved);
    });
  });
  return new Promise((resolve) => {
    port.on('close', resolve);
  });
}

interface Reply {
  readonly answer: Answer;
  readonly moved: ArrayBuffer[];
}

async function encodeChunk(thread: ThreadConverter, { job, samples }: ChunkTask): Promise<Reply> {
  const answer = await thread.encodeChunk(job, samples);
  return { answer, moved: [answer.memory] };
}

async function convertUnit(thread: ThreadConverter, buffers: ResultBuffers, task: UnitTask): Promise<Reply> {
  const lease = buffers.take();
  try {
    const answer = await convert(thread, task, lease);
    const { room, preview } = answer;
    const moved = [room, preview?.slab?.buffer, preview?.coarsest?.buffer].filter(
      (buffer) => buffer instanceof ArrayBuffer,
    );
    return { answer, moved };
  } catch (error) {
    releaseBuffer(lease);
    throw error;
  }
}

async function convert(
  thread: ThreadConverter,
  { job, unit, rows, room }: UnitTask,
  lease: BufferLease,
): Promise<UnitAnswer> {
  const { converter, unit: converted } = await thread.run(job, unit, rows, lease.index);
  if (job.voxels !== 'hand-over') return { ...converted, voxels: new Uint8Array(0), lease, room };
  const bytes = converter.voxelBytes(unit);
  const buffer = room !== null && room.byteLength >= bytes ? room : new ArrayBuffer(converter.mostVoxelBytes);
  const voxels = new Uint8Array(buffer, 0, bytes);
  converter.copyVoxels(unit, voxels);
  return { ...converted, voxels, lease, room: buffer };
}

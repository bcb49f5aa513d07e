import pLimit from 'p-limit';
import { packFailure } from '../../base/thread-failure.js';
import { instantiateKernels } from '../kernels/load-kernels.js';
import { ThreadConverter, WriteTurn } from './thread-converter.js';
import {
  type Answer,
  type ChunkTask,
  ResultSlots,
  releaseSlot,
  type ServeTask,
  type SlotLease,
  type UnitAnswer,
  type UnitTask,
} from './unit-runner.js';

/** One result being made, one being written: more would only be colder memory. */
const results = 2;

/**
 * Converts units and encodes chunks, one at a time since there is one set of buffers, until the port is closed. Bytes of results are seen or moved
 * by the thread that asked, never copied.
 */
export default function serve({ port, kernelModule, turn }: ServeTask): Promise<void> {
  const thread = new ThreadConverter(instantiateKernels(kernelModule), results, new WriteTurn(turn));
  const slots = new ResultSlots(results);
  const oneAtATime = pLimit(1);
  port.on('message', (task: UnitTask | ChunkTask) => {
    void oneAtATime(async () => {
      const { answer, moved } =
        'unit' in task ? await convertUnit(thread, slots, task) : await encodeChunk(thread, task);
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
  try {
    const chunk = await thread.encodeChunk(job, samples);
    return { answer: { chunk }, moved: [chunk.memory] };
  } catch (error) {
    return { answer: packFailure(error), moved: [] };
  }
}

async function convertUnit(thread: ThreadConverter, slots: ResultSlots, task: UnitTask): Promise<Reply> {
  const lease = slots.take();
  try {
    const answer = await convert(thread, task, lease);
    const { room, preview } = answer;
    const moved = [room, preview?.slab?.voxels.buffer, preview?.coarsest?.buffer].filter(
      (buffer) => buffer instanceof ArrayBuffer,
    );
    return { answer, moved };
  } catch (error) {
    releaseSlot(lease);
    return { answer: packFailure(error), moved: [] };
  }
}

async function convert(
  thread: ThreadConverter,
  { job, unit, rows, room }: UnitTask,
  lease: SlotLease,
): Promise<UnitAnswer> {
  const { converter, unit: converted } = await thread.run(job, unit, rows, lease.slot);
  if (job.voxels !== 'hand-over') return { ...converted, voxels: new Uint8Array(0), lease, room };
  const bytes = converter.voxelBytes(unit);
  const buffer = room !== null && room.byteLength >= bytes ? room : new ArrayBuffer(converter.mostVoxelBytes);
  const voxels = new Uint8Array(buffer, 0, bytes);
  converter.copyVoxels(unit, voxels);
  return { ...converted, voxels, lease, room: buffer };
}

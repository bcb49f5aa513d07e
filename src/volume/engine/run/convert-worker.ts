import pLimit from 'p-limit';
import Tinypool from 'tinypool';
import { packFailure } from '../../../errors/index.js';
import { instantiateKernels } from '../../kernels/index.js';
import { movedAnswer } from './moved-answer.js';
import { ResultSlots, releaseSlot, type SlotLease } from './result-slots.js';
import { ThreadConverter } from './thread-converter.js';
import type { ChunkAnswer, ChunkTask, UnitAnswer, UnitTask, WorkerData } from './worker-messages.js';
import { WriteTurn } from './write-turn.js';

/** One result being made, one being written: more would only be colder memory. */
const results = 2;

const { kernelModule, turn } = Tinypool.workerData as WorkerData;
const thread = new ThreadConverter(instantiateKernels(kernelModule), results, new WriteTurn(turn));
const slots = new ResultSlots(results);

const oneAtATime = pLimit(1);

/** Converts one unit or encodes one chunk, one at a time: there is one set of buffers. */
export default function work(task: UnitTask | ChunkTask): Promise<unknown> {
  return oneAtATime(() => ('unit' in task ? convertUnit(task) : encodeChunk(task)));
}

async function encodeChunk({ job, samples }: ChunkTask): Promise<unknown> {
  try {
    const chunk = await thread.encodeChunk(job, samples);
    const answer: ChunkAnswer = { chunk };
    return movedAnswer(answer, [chunk.memory]);
  } catch (error) {
    return packFailure(error);
  }
}

/** Bytes of the result are seen or moved by the thread that asked, never copied. */
async function convertUnit(task: UnitTask): Promise<unknown> {
  const lease = slots.take();
  try {
    const answer = await convert(task, lease);
    const { room, preview } = answer;
    const moved = [room, preview?.slab?.voxels.buffer, preview?.coarsest?.buffer].filter(
      (buffer) => buffer instanceof ArrayBuffer,
    );
    if (moved.length === 0) return answer;
    return movedAnswer(answer, moved);
  } catch (error) {
    releaseSlot(lease);
    return packFailure(error);
  }
}

async function convert({ job, unit, rows, room }: UnitTask, lease: SlotLease): Promise<UnitAnswer> {
  const { converter, unit: converted } = await thread.run(job, unit, rows, lease.slot);
  if (job.voxels !== 'hand-over') return { ...converted, voxels: new Uint8Array(0), lease, room };
  const bytes = converter.voxelBytes(unit);
  const buffer = room !== null && room.byteLength >= bytes ? room : new ArrayBuffer(converter.mostVoxelBytes);
  const voxels = new Uint8Array(buffer, 0, bytes);
  converter.copyVoxels(unit, voxels);
  return { ...converted, voxels, lease, room: buffer };
}

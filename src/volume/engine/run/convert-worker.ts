import Tinypool from 'tinypool';
import { CryoetError, StorageError } from '../../../errors/index.js';
import { instantiateKernels, type KernelModule } from '../../kernels/index.js';
import { ThreadConverter } from './thread-converter.js';
import type { UnitAnswer, UnitFailure, UnitTask } from './worker-messages.js';

const { kernelModule } = Tinypool.workerData as { kernelModule: KernelModule };
const thread = new ThreadConverter(instantiateKernels(kernelModule));

/** Converts one unit in a worker; its bytes are moved to the thread that asked, never copied. */
export default function convertUnit(task: UnitTask): unknown {
  try {
    const answer = convert(task);
    return Tinypool.move({
      [Tinypool.transferableSymbol]: [answer.room],
      [Tinypool.valueSymbol]: answer,
    } as never);
  } catch (error) {
    return describeFailure(error);
  }
}

function convert({ job, unit, rows, room }: UnitTask): UnitAnswer {
  const { converter, unit: converted } = thread.run(job, unit, rows);
  const voxelBytes = job.voxels === 'hand-over' ? converter.voxelBytes(unit) : 0;
  const needed = voxelBytes + converted.encoded.length;
  const buffer = room !== null && room.byteLength >= needed ? room : new ArrayBuffer(converter.largestResult);
  const voxels = new Uint8Array(buffer, 0, voxelBytes);
  if (voxelBytes > 0) converter.copyVoxels(unit, voxels);
  const encoded = new Uint8Array(buffer, voxelBytes, converted.encoded.length);
  encoded.set(converted.encoded);
  return { ...converted, voxels, encoded, room: buffer };
}

function describeFailure(error: unknown): UnitFailure {
  if (!(error instanceof CryoetError)) {
    const message = error instanceof Error ? error.message : String(error);
    return { failure: { tag: 'other', message, facts: {} } };
  }
  const { cause: _, ...facts } = error.facts;
  const reason = error instanceof StorageError ? error.reason : undefined;
  return { failure: { tag: error.tag, reason, message: error.message, facts } };
}

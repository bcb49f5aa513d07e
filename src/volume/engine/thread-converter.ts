import { closeSync, openSync } from 'node:fs';
import { voxelRuns } from '../chunk-grid.js';
import { sourceRowBytes } from '../kernels/blocks.js';
import type { Kernels } from '../kernels/kernels.js';
import type { PyramidPlan, Unit } from './pyramid-plan.js';
import { readFully, writeFully } from './read-fully.js';
import { type DecodedUnit, type ReadPlane, type UnitConverter, unitConverter } from './unit-converter.js';
import type { EncodedChunk } from './unit-runner.js';
import type { VolumeJob, VoxelTarget } from './volume-job.js';
import { readRows } from './waiting-file.js';

export type ThreadConverter = ReturnType<typeof createThreadConverter>;

/**
 * Returns a converter of units of one volume after the other on this thread, with one set of buffers and `results`
 * result buffers. Voxels are written while this thread holds the lock.
 */
export function createThreadConverter(kernels: Kernels, results: number, lock: WriteLock) {
  let last: UnitConverter | null = null;
  let room = new Uint8Array(0);
  const converterOf = (job: VolumeJob): UnitConverter => {
    if (last?.job.id !== job.id) last = unitConverter(kernels, job, results);
    return last;
  };
  /** Returns the voxels of the converter's last unit as stored in the MRC, valid until the next call. */
  const voxelsOf = (converter: UnitConverter, unit: Unit): Uint8Array => {
    const view = converter.viewVoxels(unit);
    if (view !== null) return view;
    const bytes = converter.voxelBytes(unit);
    if (room.length < bytes) room = new Uint8Array(bytes);
    const voxels = room.subarray(0, bytes);
    converter.copyVoxels(unit, voxels);
    return voxels;
  };
  return {
    voxels: voxelsOf,
    /** Converts a unit. Its bytes are valid until the next call for the result buffer, voxels until the next call. */
    async run(job: VolumeJob, unit: Unit, rows: Uint8Array | null, result: number) {
      const converter = converterOf(job);
      const decoded =
        rows === null
          ? decodeLocal(converter, unit)
          : converter.decode(unit, planesInMemory(rows, job, unit));
      const { voxels } = job;
      const write =
        typeof voxels === 'object'
          ? () => writeVoxels(voxelsOf(converter, unit), voxels, converter.plan, unit)
          : null;
      const isWritten = write === null || lock.tryRun(write);
      const encoded = await converter.encode(unit, result);
      if (!isWritten) lock.run(write);
      return { converter, unit: { ...decoded, ...encoded, preview: converter.preview(unit) } };
    },
    /** Encodes a chunk of a shard, in the memory of its samples if the frame fits. */
    async encodeChunk(job: VolumeJob, samples: Uint8Array<ArrayBuffer>): Promise<EncodedChunk> {
      const { frame, sum } = await converterOf(job).encodeChunk(samples);
      const memory = samples.buffer;
      if (frame.length > memory.byteLength) return { bytes: frame.slice(), memory, sum };
      const bytes = new Uint8Array(memory, 0, frame.length);
      bytes.set(frame);
      return { bytes, memory, sum };
    },
    /** Forgets the last volume and frees the arena. */
    reset(): void {
      last = null;
      kernels.arena.reset();
    },
  };
}

function decodeLocal(converter: UnitConverter, unit: Unit): DecodedUnit {
  const { job } = converter;
  if (job.path === null) throw new Error('a unit came without its rows');
  const file = openSync(job.path, 'r');
  try {
    return converter.decode(unit, readLocalPlanes(file, job, unit));
  } finally {
    closeSync(file);
  }
}

/** Writes a unit's voxels into an unfinished MRC. Fails with a StorageError that names it. */
function writeVoxels(
  voxels: Uint8Array,
  { path, location, offset }: VoxelTarget,
  { facts, levels }: PyramidPlan,
  unit: Unit,
): void {
  const file = openSync(path, 'r+');
  try {
    for (const { inRegion, inVolume, bytes } of voxelRuns(unit, levels[0]!.shape, facts.voxelBytes)) {
      writeFully(file, voxels.subarray(inRegion, inRegion + bytes), offset + inVolume, location);
    }
  } finally {
    closeSync(file);
  }
}

/** Returns the reader of a unit's rows in memory, planes without gaps. */
function planesInMemory(rows: Uint8Array, { format }: VolumeJob, unit: Unit): ReadPlane {
  const planeBytes = sourceRowBytes(format.sampleType, unit.extent[2]) * unit.extent[1];
  return (target, z) => {
    const start = (z - unit.origin[0]) * planeBytes;
    target.set(rows.subarray(start, start + planeBytes));
  };
}

/** Returns the reader of a unit's rows in a file of this machine; rows without gaps are read at once. */
function readLocalPlanes(file: number, job: VolumeJob, unit: Unit): ReadPlane {
  const { shape, samples, format } = job;
  const tileBytes = sourceRowBytes(format.sampleType, unit.extent[2]);
  const skipped = sourceRowBytes(format.sampleType, unit.origin[2]);
  const read = (target: Uint8Array, position: number) => readFully(file, target, position);
  return (target, z, y) => {
    const start = samples.offset + (z * shape[1] + y) * samples.rowBytes + skipped;
    readRows(read, target, start, tileBytes, samples.rowBytes);
  };
}

const [free, taken] = [0, 1];
/** Milliseconds after which a lock is taken to be abandoned: a thread that ends during a write never releases it. */
const longestWait = 10_000;

/**
 * A lock for writing that threads share. A file takes one write at a time, and a processor that waits for it spins,
 * so a thread that does not get the lock encodes first.
 */
export class WriteLock {
  constructor(
    /** Shared with the other threads. */
    readonly flag: Int32Array<SharedArrayBuffer> = new Int32Array(new SharedArrayBuffer(4)),
  ) {}

  /** Runs a write unless another thread holds the lock; returns whether it ran. */
  tryRun(write: () => void): boolean {
    if (Atomics.compareExchange(this.flag, 0, free, taken) !== free) return false;
    try {
      write();
    } finally {
      Atomics.store(this.flag, 0, free);
      Atomics.notify(this.flag, 0, 1);
    }
    return true;
  }

  /** Runs a write when no other thread holds the lock, after a long wait without: slow, but no harm. */
  run(write: () => void): void {
    if (this.tryRun(write)) return;
    Atomics.wait(this.flag, 0, taken, longestWait);
    if (!this.tryRun(write)) write();
  }
}

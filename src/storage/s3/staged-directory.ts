import { allDone } from '../../base/closing.js';
import { assertSafeKey, joinKey } from '../keys.js';
import { isRootFile, partialDirectoryMarker as marker } from '../partial-name.js';
import { type StagedDirectory, WriterState, type Written } from '../storage.js';
import { deleteObject, deleteObjects, keysBelow, putObject } from './objects.js';
import type { S3Connection } from './s3-connection.js';
import { createS3Writer, type PartStore } from './s3-writer.js';

const isMetadata = (key: string) => /(^|\/)(\.z(attrs|array|group)|info)$|\.json$/.test(key);

/**
 * Creates an unfinished directory in an object store, where objects appear one by one. Order: a marker first; before
 * the first object older ones are deleted; then data; at `commit` metadata is written, the root file last, and the
 * marker is deleted. `before` are the keys of the older objects; without them they are listed. If there are known to be
 * none, there is no marker: nobody takes the directory for a whole one before its root file is there.
 */
export async function stageS3Directory(
  connection: S3Connection,
  store: PartStore,
  key: string,
  before?: readonly string[],
): Promise<StagedDirectory> {
  const markerKey = joinKey(key, marker);
  let isMarked = false;
  const mark = async () => {
    if (!isMarked) await putObject(connection, markerKey, new Uint8Array(0));
    isMarked = true;
  };
  if (before?.length !== 0) await mark();
  const metadata = new Map<string, Uint8Array>();
  /** By key relative to the directory. */
  const written = new Map<string, Written>();
  const state = new WriterState(connection.location(key));
  /** Set once older objects are being deleted. */
  let withdrawn: Promise<void> | null = null;
  /** Keys of objects that were begun: a listing may be older than they are. */
  const begun = new Set<string>();
  /** Deletes the objects of the directory but its marker; `listed` are their keys where they are known. */
  const deleteAll = async (listed?: readonly string[]) => {
    const keys = new Set(listed ?? (await keysBelow(connection, key)));
    for (const each of begun) keys.add(each);
    keys.delete(markerKey);
    await deleteObjects(connection, key, [...keys]);
  };
  const withdraw = () => {
    state.check();
    withdrawn ??= deleteAll(before);
    return withdrawn;
  };
  const check = (relativeKey: string) => {
    state.check();
    assertSafeKey(relativeKey, `${connection.location(key)}/${relativeKey}`);
  };
  const begin = (relativeKey: string) => {
    const whole = joinKey(key, relativeKey);
    begun.add(whole);
    return whole;
  };
  const putNow = async (relativeKey: string, bytes: Uint8Array) => {
    written.set(relativeKey, await putObject(connection, begin(relativeKey), bytes));
  };
  return {
    async put(relativeKey, bytes) {
      check(relativeKey);
      if (isMetadata(relativeKey)) {
        // The caller may reuse its memory before the commit.
        metadata.set(relativeKey, new Uint8Array(bytes));
        return;
      }
      await withdraw();
      await putNow(relativeKey, bytes);
    },
    async createFile(relativeKey, size = null) {
      check(relativeKey);
      await withdraw();
      const writer = createS3Writer(connection, begin(relativeKey), store, size);
      const commit = async () => {
        const facts = await writer.commit();
        written.set(relativeKey, facts);
        return facts;
      };
      return { ...writer, commit };
    },
    withdraw,
    async commit() {
      await withdraw();
      const files = [...metadata];
      const ofRank = (wanted: number) => files.filter(([name]) => rank(name) === wanted);
      for (const next of [0, 1]) await allDone(ofRank(next).map((file) => putNow(...file)));
      for (const attributes of ofRank(2)) await putNow(...attributes);
      if (isMarked) await deleteObject(connection, markerKey);
      state.commit();
      return written;
    },
    // Discards everything, because older objects may be half overwritten. Never fails, since the original error matters
    // more: if the marker stays, the next ingest deletes the rest.
    async abort() {
      if (!state.abort()) return;
      try {
        await withdrawn?.catch(() => undefined);
        if (withdrawn !== null) {
          // A store that takes no object, as of a full quota, may still delete those that are there.
          await mark().catch(() => undefined);
          await deleteAll();
        }
        if (isMarked) await deleteObject(connection, markerKey);
      } catch {}
    },
  };
}

/** Order of metadata: arrays, then groups, then the file that makes a reader recognise the directory. */
function rank(key: string): number {
  if (isRootFile(key)) return 2;
  return key.endsWith('.zgroup') ? 1 : 0;
}

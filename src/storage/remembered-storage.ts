import { ForwardingStorage, withCommit, withStagedCommit } from './forwarding-storage.js';
import { parentKey } from './keys.js';
import type { ObjectInfo, SizedEntry, StagedDirectory, Storage } from './storage.js';

/** Facts, entries and listed files that are kept at a time. */
const mostKept = 20_000;

/** What is asked of a key. */
type Question = 'stat' | 'kind' | 'readDirectory' | 'list' | 'get';

interface Kept {
  readonly answer: unknown;
  readonly weight: number;
}

/** Answers about some keys, which are forgotten where a change may have made them wrong. */
class ReadMemory {
  readonly #answers = new Map<string, Map<Question, Kept>>();
  #weight = 0;

  /** Undefined where there is none. */
  answer(key: string, question: Question): unknown {
    return this.#answers.get(key)?.get(question)?.answer;
  }

  /** Keeps an answer that counts for `weight` facts in place of the one before; none once there is too much. */
  keep(key: string, question: Question, answer: unknown, weight = 1): void {
    this.drop(key, question);
    if (this.#weight + weight > mostKept) return;
    const ofKey = this.#answers.get(key) ?? new Map<Question, Kept>();
    ofKey.set(question, { answer, weight });
    this.#answers.set(key, ofKey);
    this.#weight += weight;
  }

  drop(key: string, question: Question): void {
    const ofKey = this.#answers.get(key);
    this.#weight -= ofKey?.get(question)?.weight ?? 0;
    ofKey?.delete(question);
  }

  /** A key was written or removed: what is above it may be told anew too, and below it, where it may be a directory. */
  changed(key: string, kind: 'file' | 'directory'): void {
    for (let above = key; above !== ''; above = parentKey(above)) this.#forget(above);
    if (kind === 'file') return;
    for (const below of this.#answers.keys()) if (below.startsWith(`${key}/`)) this.#forget(below);
  }

  #forget(key: string): void {
    for (const { weight } of this.#answers.get(key)?.values() ?? []) this.#weight -= weight;
    this.#answers.delete(key);
  }
}

/** Bytes of the largest file that is kept. */
const smallFile = 256 * 1024;
/** A kept file counts as one fact for so many bytes. */
const bytesOfAFact = 256;
/** Files of the largest directory whose listing is kept. */
const mostListed = 4096;

/** Groups that are kept at a time, those asked for last. */
const mostGroups = 32;

/** Stands for an answer that is not there yet; gone when it is, where something changed meanwhile. */
class Asked {}

/** A storage that remembers what it was asked, until that changes or is to be forgotten. */
export interface RememberedStorage extends Storage {
  /** Forgets all that was remembered of a group. */
  forget(group: string): void;
}

/**
 * The same storage for one who asks for the same facts, directories and small files many times: they are remembered until
 * something is written there through this storage. `groupOf` names what a key belongs to and is forgotten together with,
 * for as long as nobody else writes there; of keys without a group nothing is remembered.
 */
export function rememberReads(storage: Storage, groupOf: (key: string) => string | null): RememberedStorage {
  return new Remembered(storage, groupOf);
}

class Remembered extends ForwardingStorage implements RememberedStorage {
  readonly #groupOf: (key: string) => string | null;
  readonly #groups = new Map<string, ReadMemory>();

  constructor(inner: Storage, groupOf: (key: string) => string | null) {
    super(inner);
    this.#groupOf = groupOf;
  }

  override stat(key: string) {
    return this.#remember(key, 'stat', () => super.stat(key));
  }

  override kind(key: string) {
    return this.#remember(key, 'kind', () => super.kind(key));
  }

  override async readDirectory(key: string, start?: string): Promise<SizedEntry[]> {
    if (start !== undefined) return super.readDirectory(key, start);
    return [...(await this.#remember(key, 'readDirectory', () => super.readDirectory(key)))];
  }

  override async *list(prefix: string): AsyncIterable<ObjectInfo> {
    const memory = this.#memoryOf(prefix);
    const known = memory?.answer(prefix, 'list');
    if (Array.isArray(known)) {
      yield* known as ObjectInfo[];
      return;
    }
    const [asked, files] = [new Asked(), [] as ObjectInfo[]];
    memory?.keep(prefix, 'list', asked);
    for await (const file of super.list(prefix)) {
      if (files.length <= mostListed) files.push(file);
      yield file;
    }
    if (files.length <= mostListed && memory?.answer(prefix, 'list') === asked)
      memory.keep(prefix, 'list', files, 1 + files.length);
  }

  override async get(key: string, limit?: number): Promise<Uint8Array> {
    const memory = this.#memoryOf(key);
    const known = memory?.answer(key, 'get');
    if (known instanceof Uint8Array && known.length <= (limit ?? known.length)) return new Uint8Array(known);
    const asked = new Asked();
    memory?.keep(key, 'get', asked);
    const bytes = await super.get(key, limit);
    if (bytes.length <= smallFile && memory?.answer(key, 'get') === asked)
      memory.keep(key, 'get', new Uint8Array(bytes), 1 + bytes.length / bytesOfAFact);
    return bytes;
  }

  override put(key: string, bytes: Uint8Array) {
    return this.#change(key, 'file', () => super.put(key, bytes));
  }

  override createExclusive(key: string, bytes: Uint8Array) {
    return this.#change(key, 'file', () => super.createExclusive(key, bytes));
  }

  override async createFile(key: string, size?: number | null) {
    const writer = await super.createFile(key, size);
    return withCommit(writer, () => this.#change(key, 'file', () => writer.commit()));
  }

  /** In an object store the objects of a directory show before its commit. */
  override async stageDirectory(key: string): Promise<StagedDirectory> {
    const staged = await this.#change(key, 'directory', () => super.stageDirectory(key));
    const change = <Result>(work: () => Promise<Result>) =>
      this.flat ? this.#change(key, 'directory', work) : work();
    return {
      ...withStagedCommit(staged, () => this.#change(key, 'directory', () => staged.commit())),
      put: (relativeKey, bytes) => change(() => staged.put(relativeKey, bytes)),
      createFile: (relativeKey, size) => change(() => staged.createFile(relativeKey, size)),
      abort: () => this.#change(key, 'directory', () => staged.abort()),
    };
  }

  override copyFrom(source: Storage, sourceKey: string, key: string) {
    return this.#change(key, 'file', () => super.copyFrom(source, sourceKey, key));
  }

  override delete(key: string) {
    return this.#change(key, 'file', () => super.delete(key));
  }

  override deleteDirectory(key: string) {
    return this.#change(key, 'directory', () => super.deleteDirectory(key));
  }

  override removeLeftovers(key: string, age?: number) {
    return this.#change(key, 'directory', () => super.removeLeftovers(key, age));
  }

  forget(group: string): void {
    this.#groups.delete(group);
  }

  /** An answer that fails is asked for again by the next who asks. */
  #remember<Answer>(key: string, question: Question, ask: () => Promise<Answer>): Promise<Answer> {
    const memory = this.#memoryOf(key);
    if (memory === null) return ask();
    const known = memory.answer(key, question);
    if (known !== undefined) return known as Promise<Answer>;
    const asked = ask();
    memory.keep(key, question, asked);
    asked.catch(() => memory.drop(key, question));
    return asked;
  }

  #memoryOf(key: string): ReadMemory | null {
    const group = this.#groupOf(key);
    if (group === null) return null;
    const memory = this.#groups.get(group) ?? new ReadMemory();
    this.#groups.delete(group);
    this.#groups.set(group, memory);
    for (const oldest of this.#groups.keys()) {
      if (this.#groups.size <= mostGroups) break;
      this.#groups.delete(oldest);
    }
    return memory;
  }

  /** What is asked while the change is at work may be told either way, so it is forgotten after. */
  async #change<Result>(
    key: string,
    kind: 'file' | 'directory',
    work: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await work();
    } finally {
      const group = this.#groupOf(key);
      if (group !== null) this.#groups.get(group)?.changed(key, kind);
      else if (kind === 'directory')
        for (const below of this.#groups.keys())
          if (key === '' || below === key || below.startsWith(`${key}/`)) this.#groups.delete(below);
    }
  }
}

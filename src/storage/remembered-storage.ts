import { getOrMake, keepNewest } from '../base/collections.js';
import { ForwardingStorage, type Mutation } from './forwarding-storage.js';
import { joinKey, parentKey } from './keys.js';
import type { ObjectInfo, SizedEntry, StagedDirectory, Storage } from './storage.js';

/** Limit of the memory of a group, in facts, entries and listed files. */
const mostKept = 20_000;

/** The methods whose results are remembered. */
type Question = 'stat' | 'kind' | 'readDirectory' | 'list' | 'get';

interface Kept {
  readonly answer: unknown;
  readonly weight: number;
}

/** Results for the keys of a group, which are forgotten when a change may invalidate them. */
class ReadMemory {
  readonly #answers = new Map<string, Map<Question, Kept>>();
  #weight = 0;

  /** Returns the remembered result, or undefined. */
  answer(key: string, question: Question): unknown {
    return this.#answers.get(key)?.get(question)?.answer;
  }

  /** Remembers a result as `weight` facts, in place of an earlier one; does nothing if the memory is full. */
  keep(key: string, question: Question, answer: unknown, weight = 1): void {
    this.drop(key, question);
    if (this.#weight + weight > mostKept) return;
    const ofKey = getOrMake(this.#answers, key, () => new Map<Question, Kept>());
    ofKey.set(question, { answer, weight });
    this.#weight += weight;
  }

  drop(key: string, question: Question): void {
    const ofKey = this.#answers.get(key);
    this.#weight -= ofKey?.get(question)?.weight ?? 0;
    ofKey?.delete(question);
  }

  /** Forgets results for a changed key, directories above it and, if it may be one, everything below. */
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

/** Size, in bytes, of the largest file that is remembered. */
const smallFile = 256 * 1024;
/** Bytes of a remembered file that count as one fact. */
const bytesOfAFact = 256;
/** Number of files of the longest listing that is remembered. */
const mostListed = 4096;

/** Number of groups that are remembered; the least recently used one is dropped. */
const mostGroups = 32;

/** Methods that change a directory with everything below it. */
const wholeDirectories: readonly Mutation[] = ['stageDirectory', 'deleteDirectory', 'removeLeftovers'];

/**
 * A view of a storage that remembers facts, listings and small files until something is written there through this
 * view. `groupOf` returns the group of a key, whose results are forgotten together, or null: nothing is remembered
 * of such keys. Nobody else may write to the keys of a group until `forget`.
 */
export class RememberedStorage extends ForwardingStorage {
  protected readonly groupOf: (key: string) => string | null;
  readonly #groups = new Map<string, ReadMemory>();

  constructor(inner: Storage, groupOf: (key: string) => string | null) {
    super(inner);
    this.groupOf = groupOf;
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
    // A change meanwhile removes it, and the result is not remembered.
    const asked = Symbol();
    const files: ObjectInfo[] = [];
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
    const asked = Symbol();
    memory?.keep(key, 'get', asked);
    const bytes = await super.get(key, limit);
    if (bytes.length <= smallFile && memory?.answer(key, 'get') === asked)
      memory.keep(key, 'get', new Uint8Array(bytes), 1 + bytes.length / bytesOfAFact);
    return bytes;
  }

  /**
   * In an object store, the objects of a directory are visible before its commit, one by one; what was known of earlier
   * ones is forgotten here and at the end.
   */
  override async stageDirectory(key: string, before?: readonly string[]): Promise<StagedDirectory> {
    const stage = <Result>(work: () => Promise<Result>) => this.mutate(key, 'stageDirectory', work);
    const staged = await stage(() => super.stageDirectory(key, before));
    const change = <Result>(relativeKey: string, work: () => Promise<Result>) =>
      this.flat ? this.mutate(joinKey(key, relativeKey), 'put', work) : work();
    return {
      ...staged,
      put: (relativeKey, bytes) => change(relativeKey, () => staged.put(relativeKey, bytes)),
      async createFile(relativeKey, size) {
        const writer = await staged.createFile(relativeKey, size);
        return { ...writer, commit: () => change(relativeKey, () => writer.commit()) };
      },
      withdraw: () => stage(async () => staged.withdraw?.()),
      abort: () => stage(() => staged.abort()),
    };
  }

  forget(group: string): void {
    this.#groups.delete(group);
  }

  /** A failed result is not remembered: the next caller asks again. */
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
    const group = this.groupOf(key);
    if (group === null) return null;
    return keepNewest(this.#groups, group, this.#groups.get(group) ?? new ReadMemory(), mostGroups);
  }

  /** Reads during the change may see either state, so they are forgotten after it. */
  protected override async mutate<Result>(key: string, method: Mutation, work: () => Promise<Result>) {
    try {
      return await work();
    } finally {
      this.changed(key, wholeDirectories.includes(method) ? 'directory' : 'file');
    }
  }

  /** Forgets what a change of a key may have changed. */
  protected changed(key: string, kind: 'file' | 'directory'): void {
    const group = this.groupOf(key);
    if (group !== null) this.#groups.get(group)?.changed(key, kind);
    else if (kind === 'directory')
      for (const below of [...this.#groups.keys()])
        if (key === '' || below === key || below.startsWith(`${key}/`)) this.forget(below);
  }
}

import { parentKey } from '../keys/index.js';

/** Facts, entries and listed files that are kept at a time. */
const mostKept = 20_000;

/** What is asked of a key. */
export type Question = 'stat' | 'kind' | 'readDirectory' | 'list' | 'get';

interface Kept {
  readonly answer: unknown;
  readonly weight: number;
}

/** Answers about some keys, which are forgotten where a change may have made them wrong. */
export class ReadMemory {
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

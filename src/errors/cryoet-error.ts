/** What an error knows; everything a reader needs to find the place and fix it. */
export interface ErrorFacts {
  /** File or object the error is about, as the user would name it. */
  readonly path?: string;
  /** Entity of the deposition, e.g. `tiltseries TS_001`. */
  readonly entity?: string;
  /** 1-based line of a text file. */
  readonly line?: number;
  /** 1-based column of a text file. */
  readonly column?: number;
  /** Byte offset of a binary file. */
  readonly offset?: number;
  /** Key path inside a configuration or metadata file, e.g. `tomograms[0].sources[1]`. */
  readonly keyPath?: string;
  readonly expected?: string;
  readonly found?: string;
  /** Word for programs, that of the rule that is broken where one is; that of the class of the error where absent. */
  readonly code?: string;
  /** What the user can do about it. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** Base of every error that the user can be told about; `tag` tells the classes apart. */
export abstract class CryoetError extends Error {
  abstract readonly tag: string;
  readonly facts: ErrorFacts;

  constructor(message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.facts = facts;
    this.name = new.target.name;
  }
}

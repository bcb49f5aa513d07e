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

/** The configuration, or a map file it names, says something it may not say. */
export class ConfigError extends CryoetError {
  readonly tag = 'config';
}

/** A configuration that cannot be used: one ConfigError for each fault found, in the order of the file. */
export class ConfigErrors extends ConfigError {
  readonly errors: readonly ConfigError[];

  constructor(file: string, errors: readonly ConfigError[]) {
    const [first] = errors;
    if (errors.length === 1 && first !== undefined) super(first.message, first.facts);
    else super(`${errors.length} errors in the configuration`, { path: file });
    this.errors = errors;
  }
}

/** An item of the deposition cannot be made from what was deposited. */
export class IngestError extends CryoetError {
  readonly tag = 'ingest';
}

/** An item was not made because of something else that went wrong, which is reported by itself; `because` names it. */
export class NotReachedError extends CryoetError {
  readonly tag = 'not-reached';
  readonly because: string;

  constructor(because: string, facts: ErrorFacts = {}) {
    super(`not reached (because ${because})`, facts);
    this.because = because;
  }
}

/** A file or object could not be read, listed or written; `reason` tells what to expect of a retry. */
export class StorageError extends CryoetError {
  readonly tag = 'storage';
  readonly reason:
    | 'missing'
    | 'denied'
    | 'link'
    | 'unsafe-name'
    | 'too-large'
    | 'no-space'
    | 'busy'
    | 'changed'
    | 'failed';

  constructor(
    reason: StorageError['reason'],
    message: string,
    facts: ConstructorParameters<typeof CryoetError>[1] = {},
  ) {
    super(message, facts);
    this.reason = reason;
  }
}

/** An option or argument is given something that it cannot take; nothing was done. */
export class UsageError extends CryoetError {
  readonly tag = 'usage';
}

/** What was read; null where that fails with a CryoetError, which is told by whoever needs it. Faults of the program are thrown. */
export async function ifReadable<Value>(reading: () => Promise<Value>): Promise<Value | null> {
  try {
    return await reading();
  } catch (error) {
    if (error instanceof CryoetError) return null;
    throw error;
  }
}

/** Takes what is wrong with a file; a reader that is given one goes on after an issue as long as it can. */
export type Report = (issue: FormatError | UnsupportedError) => void;

/** The report of a strict reader: it fails with the first issue. */
export const refuse: Report = (issue) => {
  throw issue;
};

/** The bytes or text of a data file are not what its format promises. */
export class FormatError extends CryoetError {
  readonly tag = 'format';
}

/** A valid input that this version does not handle. */
export class UnsupportedError extends CryoetError {
  readonly tag = 'unsupported';
}

/** The facts of an error: where the problem is, what was expected and found, and how to fix it. */
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
  /** Machine-readable code of the broken rule, e.g. `MRC_MEAN_WRONG`; absent: the code of the error's class. */
  readonly code?: string;
  /** Advice for the user. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/**
 * Base class of all errors that are reported to the user. `tag` identifies the class where `instanceof` cannot: in
 * reports, and in another thread.
 *
 * @example
 * throw new FormatError('the header is truncated', { path, expected: '1024 bytes', found: '512 bytes' });
 */
export abstract class CryoetError extends Error {
  abstract readonly tag: string;

  constructor(
    message: string,
    readonly facts: ErrorFacts = {},
  ) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = new.target.name;
  }
}

/** The configuration, or a file that it names, is invalid. */
export class ConfigError extends CryoetError {
  readonly tag = 'config';
}

/** An invalid configuration, with one ConfigError for each fault, in the order of the file. */
export class ConfigErrors extends ConfigError {
  readonly errors: readonly ConfigError[];

  constructor(file: string, errors: readonly ConfigError[]) {
    const [first] = errors;
    if (errors.length === 1 && first !== undefined) super(first.message, first.facts);
    else super(`${errors.length} errors in the configuration, the first: ${first?.message}`, { path: file });
    this.errors = errors;
  }
}

/** An item cannot be made from the deposited files. */
export class IngestError extends CryoetError {
  readonly tag = 'ingest';
}

/** Another ingest is writing the run. */
export class Superseded extends IngestError {
  constructor(run: string, holder: string) {
    super('superseded: another ingest writes this run', {
      entity: `run ${run}`,
      found: holder,
      hint: 'wait for it, then run again: what it finished is kept',
    });
  }
}

/** An item was skipped because of a failure elsewhere, which is reported separately; `because` names that failure. */
export class NotReachedError extends CryoetError {
  readonly tag = 'not-reached';

  constructor(
    readonly because: string,
    facts: ErrorFacts = {},
  ) {
    super(`not reached (because ${because})`, facts);
  }
}

/** A file or object could not be read, listed or written. `reason` says whether a retry may help. */
export class StorageError extends CryoetError {
  readonly tag = 'storage';

  constructor(
    readonly reason:
      | 'missing'
      | 'denied'
      | 'link'
      | 'unsafe-name'
      | 'too-large'
      | 'no-space'
      | 'busy'
      | 'changed'
      | 'failed',
    message: string,
    facts: ErrorFacts = {},
  ) {
    super(message, facts);
  }
}

/** A data file violates its format. */
export class FormatError extends CryoetError {
  readonly tag = 'format';

  /** Returns the error with a hint that goes before its own, and itself as the cause. */
  withHint(hint: string): FormatError {
    const hints = this.facts.hint === undefined ? [hint] : [hint, this.facts.hint];
    return new FormatError(this.message, { ...this.facts, hint: hints.join('; '), cause: this });
  }
}

/**
 * Returns the error of a file, by what was expected there and what was found. `at` is the path of the file, or facts that
 * say more of the place.
 *
 * @example
 * throw fileError('not a section number', { path, line }, 'an integer from 1', `${section}`);
 */
export function fileError(message: string, at: string | ErrorFacts, expected: string, found: string) {
  return new FormatError(message, { ...(typeof at === 'string' ? { path: at } : at), expected, found });
}

/** A valid input that this version does not support. */
export class UnsupportedError extends CryoetError {
  readonly tag = 'unsupported';
}

/** An invalid option or argument. The command has done nothing yet. */
export class UsageError extends CryoetError {
  readonly tag = 'usage';
}

/** Returns the result of `reading`; null after a CryoetError, which `note` or whoever needs the file reports. */
export async function ifReadable<Value>(
  reading: () => Promise<Value>,
  note?: (error: CryoetError) => void,
): Promise<Value | null> {
  return reading().catch((error) => {
    if (!(error instanceof CryoetError)) throw error;
    note?.(error);
    return null;
  });
}

/** Returns the result of a parser; null after a FormatError, which whoever checks the file reports. */
export function ifValid<Value>(parse: () => Value): Value | null {
  try {
    return parse();
  } catch (error) {
    if (error instanceof FormatError) return null;
    throw error;
  }
}

/** Returns a handler of failures that turns expected ones into null, and throws the others. */
export function nullIf(isExpected: (error: unknown) => boolean): (error: unknown) => null {
  return (error) => {
    if (isExpected(error)) return null;
    throw error;
  };
}

/** True if something cannot be read because it does not exist. */
export function isMissing(error: unknown): boolean {
  return error instanceof StorageError && error.reason === 'missing';
}

/** Collects the faults of a file. A reader that gets a collector continues after a fault as long as it can. */
export type Report = (issue: FormatError | UnsupportedError) => void;

/** The collector of a strict reader: throws the first fault. */
export const refuse: Report = (issue) => {
  throw issue;
};

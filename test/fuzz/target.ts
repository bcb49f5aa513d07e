/** Files of one input by their path in it; a single file has the path ''. */
export type InputFiles = ReadonlyMap<string, Uint8Array>;

/** A reader that is fed with damaged files. */
export interface Target {
  /** Unique, and fit for a file name. */
  readonly name: string;
  /** Inputs that are changed; some are valid, others odd already. */
  seeds(): Promise<readonly InputFiles[]>;
  /** Reads an input; a CryoetError is an answer, any other error is a fault. */
  read(files: InputFiles): unknown;
}

/** An input of one file. */
export function single(content: Uint8Array | string): InputFiles {
  return new Map([['', typeof content === 'string' ? new TextEncoder().encode(content) : content]]);
}

/** The bytes of an input of one file. */
export function contentOf(files: InputFiles): Uint8Array {
  return files.get('') ?? new Uint8Array();
}

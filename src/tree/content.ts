/** Why a file cannot be read, as facts for a report. */
export interface ReadIssue {
  readonly message: string;
  readonly found?: string;
  readonly expected?: string;
  /** 1-based line of a text file. */
  readonly line?: number;
  /** Rule that reports the same cause more plainly. */
  readonly reportedBy?: 'FILE_EMPTY' | 'LINK_LEAVES_TREE';
}

/** The content of a file, or why there is none. Neither when it was not read. */
export interface Content<Value> {
  readonly path: string;
  /** Bytes of the file. */
  readonly size: number;
  readonly value: Value | null;
  readonly problem: ReadIssue | null;
}

/** The content of a file that was not read. */
export function unread({ path, size }: Pick<Content<never>, 'path' | 'size'>): Content<never> {
  return { path, size, value: null, problem: null };
}

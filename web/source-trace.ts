import type { SourceTrace } from '../src/deposition/source-trace.js';

export { ForwardingStorage as TracedInput } from '../src/storage/forwarding-storage.js';

/** Records nothing: `SourceTraces` in browsers (`browser` of package.json), which publish nothing. */
export class SourceTraces {
  readonly ofRun: SourceTrace | undefined = undefined;

  /** Runs `work`. */
  record<Result>(_trace: SourceTrace, work: () => Promise<Result>): Promise<Result> {
    return work();
  }

  read(): void {}
}

/** Returns a trace of nothing. */
export function emptyTrace(): SourceTrace {
  return { files: new Set(), matches: new Map(), found: [], volumes: [] };
}

/** A rule that the tree breaks, with some of the places where it does. */
export interface BrokenRule {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly title: string;
  /** How to fix it. */
  readonly fix: string;
  readonly count: number;
  /** A line each; at most `count` of them. */
  readonly examples: readonly string[];
}

/** What was found of one run. */
export interface RunFindings {
  readonly errors: number;
  readonly warnings: number;
  /** Some of the findings, errors first. */
  readonly lines: readonly {
    readonly severity: 'error' | 'warning';
    readonly code: string;
    readonly text: string;
  }[];
}

/** How far a check of the tree is, which goes on while the tree is viewed. */
export type CheckState =
  | {
      readonly kind: 'running';
      /** Looked at so far. */
      readonly runs: number;
      readonly errors: number;
      readonly warnings: number;
    }
  | { readonly kind: 'failed'; readonly reason: string }
  | {
      readonly kind: 'done';
      /** One line, like `valid: 0 errors, 0 warnings`. */
      readonly verdict: string;
      readonly isValid: boolean;
      /** The worst first. */
      readonly broken: readonly BrokenRule[];
      /** Runs with findings, by `DATASET/RUN`. */
      readonly runs?: ReadonlyMap<string, RunFindings>;
      /** Sentences on what was left out. */
      readonly notChecked: readonly string[];
    };

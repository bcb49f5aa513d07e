import type { JsonObject } from '../../json/index.js';
import type { DocumentIssue } from '../../metadata/index.js';

/** A demand on a configuration that its schema cannot express. */
export interface ConfigRule {
  /** Word that names the rule; never changed or given to another. */
  readonly code: string;
  /** What the rule demands, in one sentence. */
  readonly title: string;
  readonly severity: 'error' | 'warning';
  /** `load`: without it nothing can be ingested, so loading fails. `validate`: reported by `cryoet validate config`. */
  readonly stage: 'load' | 'validate';
  /** Every breach in a document; values of the wrong kind are left to the schema and skipped. */
  readonly check: (document: JsonObject) => Iterable<DocumentIssue>;
}

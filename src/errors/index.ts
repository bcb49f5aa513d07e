export { ConfigError } from './config-error.js';
export { CryoetError, type ErrorFacts } from './cryoet-error.js';
export { describeError, describeFacts } from './describe-error.js';
export { FormatError } from './format-error.js';
export { IngestError } from './ingest-error.js';
export { printable } from './printable.js';
export { StorageError } from './storage-error.js';
export { UnsupportedError } from './unsupported-error.js';

export { isNotFound, statusOf } from './failure.js';
export { S3Connection } from './s3-connection.js';
export type { RetryPolicy } from './with-retries.js';

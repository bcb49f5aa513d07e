export { isErrorDocument } from './error-answers.js';
export { isNotFound, statusOf } from './failure.js';
export type { RequestFields } from './request-fields.js';
export { S3Connection } from './s3-connection.js';
export type { RetryPolicy } from './with-retries.js';

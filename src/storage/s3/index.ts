export type { S3Options } from './s3-options.js';
export { openS3Storage } from './s3-storage.js';

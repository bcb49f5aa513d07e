export { getObject } from './get-object.js';
export { headObject } from './head-object.js';
export { hasObjects, listDirectory, listObjects } from './list-objects.js';
export { openS3Reader } from './s3-reader.js';

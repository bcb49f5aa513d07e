export { copyObject } from './copy-object.js';
export { createObject } from './create-object.js';
export { deleteObject, deleteObjects } from './delete-objects.js';
export { defaultPartBytes } from './part-size.js';
export { PartStore } from './part-store.js';
export { putObject } from './put-object.js';
export { abortOldUploads, removeS3Leftovers } from './remove-leftovers.js';
export { S3Writer } from './s3-writer.js';
export { stageS3Directory } from './staged-directory.js';

import { copiedFile } from '../copied-file.js';
import { fileVariables } from '../item-paths.js';

/** The mdoc that tells how a run's tilt series was acquired. */
export const collectionMetadata = copiedFile({
  type: 'collection_metadata',
  section: 'collection_metadata',
  slot: 'mdoc',
  variables: (key) => ({ stem: fileVariables(key).stem }),
});

import { fileVariables } from '../../sources/item-paths.js';
import { copiedFile } from './copied-file.js';

/** The mdoc that tells how a run's tilt series was acquired. */
export const collectionMetadata = copiedFile((key) => ({ stem: fileVariables(key).stem }));

import { fileVariables } from '../../sources/item-paths.js';
import { copiedFile } from './copied-file.js';

/** The list of raw tilt angles (degrees), one a section of the tilt series. */
export const rawTilt = copiedFile(fileVariables);

import { spacingDirectory } from '../support/good-metadata.js';
import { all, copy, removeBelow, setJson } from './edit.js';

/** A second voxel spacing of the run, twice the first one. */
export const doubled = spacingDirectory.replace('13.480', '26.960');
const tomogram = `${doubled}/Tomograms/100`;

/** Adds it, with the metadata of a tomogram of half the size, and annotations that were copied as they are. */
export const atDoubleSpacing = all(
  copy(`${spacingDirectory}/Tomograms`, `${doubled}/Tomograms`),
  copy(`${spacingDirectory}/Annotations`, `${doubled}/Annotations`),
  removeBelow(`${tomogram}/TS_A.zarr`),
  (tree) => tree.delete(`${tomogram}/TS_A.mrc`),
  setJson(`${tomogram}/tomogram-metadata.json`, 'size', { z: 6, y: 10, x: 9 }),
);

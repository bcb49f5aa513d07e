import { alignment, run, spacingDirectory, tiltSeries, tomogram } from '../support/good-metadata.js';
import { refused } from '../support/memory-storage.js';
import { add, all, copy, copyFile, remove, removeBelow, rename, setJson } from './edit.js';
import type { Mutation } from './mutation.js';

/** Changes of the tree: files that are added, removed, renamed or emptied. */
export const layoutMutations: readonly Mutation[] = [
  {
    code: 'TREE_EMPTY',
    what: 'no dataset at all',
    change: removeBelow('10001'),
  },
  {
    code: 'LAYOUT_MIXED',
    only: 'documented',
    what: 'a metadata file named as in the other layout',
    also: ['REFERENCE_MISSING'],
    change: all(
      rename(`${tomogram}/tomogram-metadata.json`, `${tomogram}/tomogram_metadata.json`),
      // A reference to the file shows that the name matters.
      setJson(`${alignment}/alignment_metadata.json`, 'tiltx_path', `${tomogram}/tomogram-metadata.json`),
    ),
  },
  {
    code: 'LAYOUT_MIXED',
    only: 'portal',
    what: 'a metadata file named as in the documented layout',
    also: ['REFERENCE_MISSING'],
    change: all(
      rename(`${tomogram}/tomogram_metadata.json`, `${tomogram}/tomogram-metadata.json`),
      setJson(`${alignment}/alignment_metadata.json`, 'tiltx_path', `${tomogram}/tomogram_metadata.json`),
    ),
  },
  { code: 'FILE_LEFTOVER', what: 'a hidden file', change: add(`${tomogram}/.DS_Store`) },
  { code: 'FILE_LEFTOVER', what: 'a temporary file in a zarr', change: add(`${tomogram}/TS_A.zarr/0/0.tmp`) },
  {
    code: 'FILE_EMPTY',
    what: 'a raw tilt file without a byte',
    change: add(`${tiltSeries}/TS_A.rawtlt`, ''),
  },
  {
    code: 'NAME_BREAKS_PATTERN',
    what: 'a voxel spacing with two decimals beside the right one',
    change: add(`${run}/Reconstructions/VoxelSpacing13.48/Tomograms/100/TS_A.mrc`),
  },
  {
    code: 'NAME_BREAKS_PATTERN',
    what: 'a volume of another run',
    change: add(`${tomogram}/TS_B.mrc`),
  },
  {
    code: 'DIRECTORY_UNKNOWN',
    what: 'a directory that no layout has',
    change: all(add(`${run}/Notes/a.txt`), add(`${run}/Notes/b.txt`)),
  },
  {
    code: 'PATH_UNREADABLE',
    what: 'a run that may not be listed',
    change: (tree) => tree.set('10001/TS_B', refused),
  },
  { code: 'FILE_UNKNOWN', what: 'a stray file in a run', change: add(`${run}/notes.txt`) },
  { code: 'FILE_UNKNOWN', what: 'a stray file beside the datasets', change: add('README.txt') },
  {
    code: 'DIRECTORY_EMPTY',
    what: 'a tomogram directory without a file',
    change: (tree) => tree.set(`${spacingDirectory}/Tomograms/101/`, new Uint8Array()),
  },
  {
    code: 'NAME_UNSAFE',
    what: 'a name with a blank at its end',
    also: ['FILE_UNKNOWN'],
    change: add(`${run}/notes.txt `),
  },
  {
    code: 'NAME_UNSAFE',
    what: 'a name that is not UTF-8, as it is listed',
    also: ['FILE_UNKNOWN'],
    change: add(`${run}/notes\ufffd.txt`),
  },
  {
    code: 'NAME_UNSAFE',
    what: 'a name with a control character',
    also: ['FILE_UNREFERENCED', 'MDOC_FRAMES_DIFFER', 'MDOC_SECTION_COUNT_WRONG', 'FRAME_UNREADABLE'],
    change: add(`${run}/Frames/a\u0007b.tif`),
  },
  {
    code: 'NAME_CASE_CLASH',
    what: 'two files that differ in case',
    also: ['FILE_UNREFERENCED'],
    change: copyFile(`${alignment}/TS_A.xf`, `${alignment}/TS_A.XF`),
  },
  {
    code: 'NAME_CASE_CLASH',
    what: 'two files at the top of the tree that differ in case',
    also: ['FILE_UNKNOWN'],
    change(tree) {
      for (const name of ['Notes.txt', 'NOTES.txt']) add(name)(tree);
    },
  },
  {
    code: 'NAME_CASE_CLASH',
    what: 'two files that differ in their Unicode form',
    also: ['FILE_UNKNOWN'],
    change(tree) {
      for (const name of ['Caf\u00e9.txt', 'Cafe\u0301.txt']) add(name)(tree);
    },
  },
  {
    code: 'NAME_NOT_PORTABLE',
    what: 'files called like a device, one with a dot at its end',
    also: ['FILE_UNKNOWN'],
    change(tree) {
      for (const name of ['nul.txt', 'Notes.']) add(name)(tree);
    },
  },
  {
    code: 'RUN_CASE_CLASH',
    what: 'two runs that differ in case',
    change: add(
      '10001/ts_a/run_metadata.json',
      JSON.stringify({ run_name: 'ts_a', deposition_id: 10000, last_updated_at: 1_740_000_000 }),
    ),
  },
  {
    code: 'IDENTIFIER_INVALID',
    what: 'an alignment numbered 7',
    also: ['METADATA_MISSING'],
    change: add(`${run}/Alignments/7/TS_A.xf`),
  },
  {
    code: 'IDENTIFIER_DUPLICATE',
    what: 'a tilt series published twice',
    also: ['VOLUME_NAMED_WRONG', 'FILE_UNREFERENCED'],
    change: copy(tiltSeries, `${run}/TiltSeries/101`),
  },
  {
    code: 'METADATA_MISSING',
    what: 'a tomogram without metadata',
    change: remove(`${tomogram}/tomogram-metadata.json`),
  },
  {
    code: 'METADATA_MISSING',
    what: 'a run without metadata',
    change: remove(`${run}/run_metadata.json`),
  },
  {
    code: 'DATASET_METADATA_MISSING',
    what: 'a dataset without metadata',
    change: remove('10001/dataset_metadata.json'),
  },
  {
    code: 'DEPOSITION_MISSING',
    what: 'the deposition is not there',
    change: removeBelow('DepositionMetadata'),
  },
];

import { ascendingTilts, run, spacingDirectory, tiltSeries, tomogram } from '../support/good-metadata.js';
import { precomputes } from '../support/good-precomputes.js';
import { editRecords } from './derived-edits.js';
import { add, all, editBytes, remove, setJson } from './edit.js';
import type { Mutation } from './mutation.js';

const objects = `${run}/IdentifiedObjects/identified_objects.json`;

const tiltFile = `${tiltSeries}/tiltseries_metadata.json`;
const defocus = `${tiltSeries}/TS_A_IMOD_ctf.txt`;

/** Puts an IMOD defocus file, whose fits state these tilts, in the place of the CTF table. */
const fittedAt = (tilts: readonly number[]): Mutation['change'] =>
  all(
    remove(`${tiltSeries}/TS_A_CTFFIND_ctf.txt`),
    setJson(tiltFile, 'ctf_path', defocus),
    add(
      defocus,
      `1 0 0. 0. 0 3\n${tilts.map((tilt, at) => `${at + 1} ${at + 1} ${tilt} ${tilt} 3022.915 2927.399 12.5\n`).join('')}`,
    ),
    editRecords(tiltFile, 'per_section_parameter', (record) => {
      Object.assign(record, { phase_shift: 0, cross_correlation: 0, max_resolution: 0 });
    }),
  );

/** What one file says and another one of the tree contradicts. */
export const contradictionMutations: readonly Mutation[] = [
  {
    code: 'OBJECT_IDS_DIFFER',
    what: 'an object of another name with the identifier of ribosomes in the list of objects',
    change: all(
      setJson(objects, '1.object_name', 'spliceosome'),
      setJson(objects, '1.object_id', 'GO:0005840'),
    ),
  },
  {
    code: 'DATE_BEFORE_DEPOSITION',
    what: 'a tomogram of a year before its deposition',
    change: setJson(`${tomogram}/tomogram-metadata.json`, 'dates.deposition_date', '2024-01-02'),
  },
  {
    code: 'OBJECTS_COLUMNS_WRONG',
    what: 'columns in another order than the rows have them',
    change: setJson(objects.replace('.json', '_metadata.json'), 'columns', ['object_id', 'object_name']),
  },
  {
    code: 'VIEWER_LAYER_DIFFERS',
    what: 'a tomogram that is called like another run',
    change: setJson(`${precomputes}/100-neuroglancer-config.json`, 'layers.0.name', 'TS_B'),
  },
  {
    code: 'PRECOMPUTE_MESH_MISPLACED',
    what: 'a published mesh without half of its triangles',
    change: editBytes(
      `${spacingDirectory}/Annotations/103/membrane-1.0_triangularmesh.glb`,
      // The file ends with four triangles of three 16-bit corners: the last two become the first two again.
      (bytes) => {
        bytes.fill(0, bytes.length - 12);
        return undefined;
      },
    ),
  },
  {
    code: 'CTF_TILTS_DIFFER',
    what: 'a defocus file whose tilts are in another order',
    change: fittedAt([...ascendingTilts.slice(2), ...ascendingTilts.slice(0, 2)]),
  },
  {
    code: 'GAIN_BLANK',
    what: 'a gain whose pixels are all zero',
    change: editBytes(`${run}/Gains/TS_A_gain.mrc`, (bytes) => bytes.fill(0, 1024)),
  },
];

import { run, spacingDirectory, tomogram } from '../support/good-metadata.js';
import { precomputes } from '../support/good-precomputes.js';
import { editBytes, setJson } from './edit.js';
import type { Mutation } from './mutation.js';

const objects = `${run}/IdentifiedObjects/identified_objects.json`;

/** What one file says and another one of the tree contradicts. */
export const contradictionMutations: readonly Mutation[] = [
  {
    code: 'OBJECT_IDS_DIFFER',
    what: 'an object of another name with the identifier of ribosomes in the list of objects',
    change: setJson(objects, '0.object_name', 'spliceosome'),
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
    code: 'GAIN_BLANK',
    what: 'a gain whose pixels are all zero',
    change: editBytes(`${run}/Gains/TS_A_gain.mrc`, (bytes) => bytes.fill(0, 1024)),
  },
];

import { run } from '../support/good-metadata.js';
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
    code: 'GAIN_BLANK',
    what: 'a gain whose pixels are all zero',
    change: editBytes(`${run}/Gains/TS_A_gain.mrc`, (bytes) => bytes.fill(0, 1024)),
  },
];

import { CryoetError } from '../../../src/base/errors.js';
import { readWhole, bytesOf as sourceOf } from '../../../src/formats/byte-source.js';
import { parseImodModel } from '../../../src/formats/imod-model.js';
import { pointFormats } from '../../../src/formats/points/point-formats.js';
import { readPublishedPoints } from '../../../src/formats/points/published-points.js';
import { readPoints } from '../../../src/formats/points/read-points.js';
import { readStar } from '../../../src/formats/star.js';
import { bytesOf } from '../../differential/odd-file.js';
import { oddNdjson } from '../../differential/odd-ndjson.js';
import { buildImodModel, meshChunk, sizedChunk } from '../../formats/support/build-imod-model.js';
import { contentOf, type InputFiles, single, type Target } from '../target.js';

const relion3 = `# version 30001
data_
loop_
_rlnMicrographName #1
_rlnCoordinateX #2
_rlnCoordinateY #3
_rlnCoordinateZ #4
_rlnAngleRot #5
_rlnAngleTilt #6
_rlnAnglePsi #7
TS_001 1 2 3 10 20 30
"TS 002" 4.5 5 6e1 0 0 0
TS_001 7 8 9 -10 190 3
`;
const relion4 = `data_optics

loop_
_rlnOpticsGroup #1
_rlnTomoTiltSeriesPixelSize #2
1 1.5

data_particles

loop_
_rlnTomoName #1
_rlnCoordinateX #2
_rlnCoordinateY #3
_rlnCoordinateZ #4
_rlnOriginXAngst #5
_rlnOriginYAngst #6
_rlnOriginZAngst #7
_rlnAngleRot #8
_rlnAngleTilt #9
_rlnAnglePsi #10
_rlnOpticsGroup #11
TS_001 1 2 3 0.5 0.5 0.5 10 20 30 1
TS_002 4 5 6 0 0 0 0 0 0 1
`;
const stopgap = `data_stopgap_motivelist
loop_
_motl_idx
_tomo_num
_orig_x
_orig_y
_orig_z
_x_shift
_y_shift
_z_shift
_phi
_psi
_the
1 1 10 20 30 0.5 0 0 1 2 3
2 1 11 21 31 0 0 0 4 5 6
`;
const pairs = `data_general

_rlnVersion   4
_rlnName      'a b'
_rlnText      "it's"
`;
const csv = '1,2,3\n4.5,5e0,6\n"7","8","9"\n';
const headed = 'x,y,z,class\n1,2,3,a\n4,5,6,"b,c"\n';
const tsv = '1\t2\t3\n4\t5\t6\n';
const tardis = 'IDs,X [A],Y [A],Z [A]\n0,1,2,3\n0,4,5,6\n1,7,8,9\n';
const identity = [
  [1, 0, 0, 0],
  [0, 1, 0, 0],
  [0, 0, 1, 0],
  [0, 0, 0, 1],
];
const copick = JSON.stringify({
  pickable_object_name: 'ribosome',
  user_id: 'someone',
  session_id: '1',
  run_name: 'TS_001',
  voxel_spacing: null,
  unit: 'angstrom',
  points: [
    { location: { x: 1, y: 2, z: 3 }, transformation_: identity, instance_id: 0, score: 1.0 },
    { location: { x: 4, y: 5, z: 6 }, transformation_: identity, instance_id: 1, score: 0.5 },
  ],
});
const models = () => [
  buildImodModel({
    contours: [
      [1, 2, 3, 4, 5, 6],
      [7, 8, 9],
    ],
  }),
  buildImodModel({
    contours: [[1, 2, 3]],
    slicerAngles: [[10, 20, 30, 1, 2, 3, 0]],
    extra: Buffer.concat([sizedChunk('MINX', 72), meshChunk([0, 1, 2, -1])]),
  }),
];

/** Every format that takes the file for its own, in pieces of a few bytes too. */
async function read(files: InputFiles, names: RegExp): Promise<void> {
  const content = contentOf(files);
  for (const { name, types } of pointFormats) {
    if (!names.test(name)) continue;
    for (const type of types) {
      for (const filter of name.endsWith('star') ? [null, 'TS_001'] : [null]) {
        await allowed(async () => {
          const source = sourceOf('a', content, content.length < 4096 ? 37 : undefined);
          for await (const _ of readPoints(source, type, { format: name, filter }));
        });
      }
    }
  }
}

async function allowed(action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof CryoetError)) throw error;
  }
}

function target(name: string, formats: RegExp, contents: () => readonly (string | Uint8Array)[]): Target {
  return {
    name,
    seeds: async () => contents().map(single),
    read: (files) => read(files, formats),
  };
}

export const pointTargets: readonly Target[] = [
  {
    ...target('star', /star$/, () => [relion3, relion4, stopgap, pairs]),
    async read(files) {
      await read(files, /star$/);
      for await (const _ of readStar(sourceOf('a.star', contentOf(files))));
    },
  },
  target('delimited', /^(csv|tsv)/, () => [csv, headed, tsv]),
  target('tardis', /^tardis$/, () => [tardis]),
  target('copick', /^copick$/, () => [copick]),
  {
    ...target('mod', /^mod$/, models),
    async read(files) {
      await read(files, /^mod$/);
      parseImodModel(await readWhole(sourceOf('a.mod', contentOf(files))), 'a.mod');
    },
  },
  {
    name: 'ndjson',
    seeds: async () => oddNdjson().map((file) => single(bytesOf(file))),
    async read(files) {
      for await (const _ of readPublishedPoints(sourceOf('a.ndjson', contentOf(files)), () => {}));
      for await (const _ of readPublishedPoints(sourceOf('a.ndjson', contentOf(files))));
    },
  },
];

import { run, tiltSeries, tomogram } from '../support/good-metadata.js';
import { add, editText, setJson } from './edit.js';
import type { Mutation, Tree } from './mutation.js';

const mdoc = `${run}/Frames/TS_A.mdoc`;
const zarr = `${tomogram}/TS_A.zarr`;
const tiltFile = `${tiltSeries}/tiltseries_metadata.json`;

/** Gives the sections of the mdoc dates one minute apart; that of `index` is another text. */
function setDates(index: number, other: string): Mutation['change'] {
  return (tree) => {
    let section = 0;
    const text = Buffer.from(tree.get(mdoc) as Uint8Array).toString();
    const dated = text.replaceAll('TiltAngle', () => {
      const date = section === index ? other : `10-Jan-24  12:0${section}:00`;
      section += 1;
      return `DateTime = ${date}\nTiltAngle`;
    });
    tree.set(mdoc, Buffer.from(dated));
  };
}

/** Adds lines to the mdoc before the first section. */
const head = (...lines: readonly string[]) => editText(mdoc, /^/, `${lines.join('\n')}\n`);

/** What files claim about themselves and each other. */
export const claimMutations: readonly Mutation[] = [
  { code: 'MDOC_TIME_WRONG', what: 'the 30th of February', change: setDates(2, '30-Feb-24  12:02:00') },
  {
    code: 'MDOC_TIME_WRONG',
    what: 'the last section a year later',
    change: setDates(4, '10-Jan-25  12:04:00'),
  },
  {
    code: 'MDOC_TIME_WRONG',
    what: 'a title of another year',
    change: (tree: Tree) => {
      setDates(-1, '')(tree);
      head('[T = SerialEM: Digitized on Krios  10-Jan-23  12:00:00    ]')(tree);
    },
  },
  { code: 'MDOC_IMAGE_FILE_OTHER', what: 'the stack of another run', change: head('ImageFile = TS_B.st') },
  { code: 'MDOC_IMAGE_SIZE_WRONG', what: 'images of another camera', change: head('ImageSize = 4092 5760') },
  {
    code: 'TILTING_SCHEME_NOT_MDOC',
    what: 'sweeps of an mdoc that goes from side to side',
    change: setJson(tiltFile, 'tilting_scheme', 'starting tilt to max then min'),
  },
  {
    code: 'ZARR_NAME_OTHER',
    what: 'the name of another run',
    change: setJson(`${zarr}/.zattrs`, 'multiscales.0.name', 'TS_B'),
  },
  {
    code: 'ZARR_STORAGE_WRONG',
    what: 'the axes of a level in the wrong order',
    change: add(`${zarr}/1/.zattrs`, '{"_ARRAY_DIMENSIONS": ["x", "y", "z"]}'),
  },
  {
    code: 'EMAIL_INVALID',
    what: 'an address without a host',
    change: setJson('10001/dataset_metadata.json', 'authors.0.email', 'ada.rivera(at)example.org'),
  },
];

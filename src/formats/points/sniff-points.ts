import { parseEmHead } from '../em/index.js';
import { type FileHead, holdsColumns, starOutline } from '../sniff/index.js';
import { fields, parseFinite } from '../text/index.js';
import { rootPattern } from '../xml/index.js';

type Sniff = (head: FileHead) => boolean;

/** Columns that a row of numbers has at least where it is a row of a Dynamo table. */
const dynamoColumns = 26;

/** A table of numbers without header, three or more columns with this between them. */
export function delimitedNumbers(delimiter: string): Sniff {
  return ({ lines }) => isNumbers(lines[0]?.split(delimiter));
}

/** A first line of names, then numbers; not the header of a TARDIS table, whose first column is the instance. */
export const headedNumbers: Sniff = (head) => {
  const [first = '', second] = head.lines;
  return !isNumbers(first.split(',')) && isNumbers(second?.split(',')) && !isTardis(head);
};

export const isTardis: Sniff = ({ lines: [first = ''] }) => /^"?IDs?"?\s*,\s*"?X\b/i.test(first);

/** Exactly three numbers a line, with blanks between them. */
export const isCoords: Sniff = ({ lines: [first = ''] }) =>
  !first.includes('\t') && fields(first).length === 3 && isNumbers(fields(first));

export const isDynamo: Sniff = ({ lines: [first = ''] }) => {
  const tokens = fields(first);
  return tokens.length >= dynamoColumns && isNumbers(tokens);
};

export const isModel: Sniff = ({ bytes }) =>
  bytes[0] === 0x49 && bytes[1] === 0x4d && bytes[2] === 0x4f && bytes[3] === 0x44;

export const isMotiveList: Sniff = ({ bytes }) => {
  const size = parseEmHead(bytes);
  return size !== null && size[0] === 20 && size[2] === 1;
};

export const isRelion5: Sniff = (head) =>
  holdsColumns(starOutline(head).get('particles'), 'rlnCenteredCoordinateXAngst') &&
  !holdsColumns(starOutline(head).get('particles'), 'rlnCoordinateX');

export const isRelion4: Sniff = (head) => isWithOptics(head, true);

export const isRelion31: Sniff = (head) => isWithOptics(head, false);

export const isRelion3: Sniff = (head) => isSingleBlock(head, false);

export const isTomoman: Sniff = (head) => isSingleBlock(head, true);

export const isStopgap: Sniff = (head) =>
  [...starOutline(head).values()].some((block) => holdsColumns(block, 'tomo_num', 'orig_x'));

export const isCbox: Sniff = (head) => holdsColumns(starOutline(head).get('cryolo'), 'CoordinateX', 'Width');

export const isEman2: Sniff = ({ text }) => isJson(text) && /"boxes_3d"\s*:/.test(text);

export const isCopick: Sniff = ({ text }) =>
  isJson(text) && !/"boxes_3d"\s*:/.test(text) && /"(?:pickable_object_name|transformation_)"\s*:/.test(text);

const markerSets = rootPattern('<marker_set', '<marker_sets');

export const isMarkers: Sniff = ({ text }) => markerSets.test(text);

function isWithOptics(head: FileHead, isNamedTomogram: boolean): boolean {
  const blocks = starOutline(head);
  const particles = blocks.get('particles');
  return (
    blocks.has('optics') &&
    holdsColumns(particles, 'rlnCoordinateX') &&
    holdsColumns(particles, 'rlnTomoName') === isNamedTomogram
  );
}

function isSingleBlock(head: FileHead, isNamedTomogram: boolean): boolean {
  const [block, ...more] = starOutline(head).values();
  return (
    more.length === 0 &&
    holdsColumns(block, 'rlnCoordinateX') &&
    holdsColumns(block, 'rlnTomoName') === isNamedTomogram
  );
}

function isJson(text: string): boolean {
  return /^\s*\{/.test(text);
}

function isNumbers(cells: readonly string[] | undefined): boolean {
  return cells !== undefined && cells.length >= 3 && cells.every((cell) => parseFinite(cell.trim()) !== null);
}

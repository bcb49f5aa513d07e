import { markedEncoding } from '../../formats/text/index.js';
import { repeatedKeys } from '../../json/index.js';
import type { TreeFile, TreeReader } from '../../tree/index.js';
import type { Located, TextContext } from '../contexts/index.js';

/** Of larger files only the start is looked at. */
const largest = 64 * 1024 * 1024;
const mark = [0xef, 0xbb, 0xbf] as const;
const json = /(?:\.(?:json|ndjson)|\/\.z(?:group|attrs|array)|\/info)$/;
const plain = /\.(?:mdoc|rawtlt|tlt|tltx|xtilt|xf|aln|com|txt)$/i;

/** Whether a file of the tree is text that programs parse. */
export function isText({ path }: Pick<TreeFile, 'path'>): boolean {
  return json.test(path) || plain.test(path);
}

/** How a text file begins and, of JSON, which keys it has twice; null where it cannot be read, which others tell. */
export async function loadText(
  reader: TreeReader,
  file: TreeFile,
  place: Located,
): Promise<TextContext | null> {
  const isWhole = json.test(file.path) && file.size <= largest;
  const content = await (isWhole
    ? reader.content(file, largest, (bytes) => describe(bytes, true))
    : reader.opened(file, async (opened) => describe(await opened.read(0, mark.length), false)));
  return content.value === null ? null : { ...place, ...content.value };
}

function describe(bytes: Uint8Array, isWhole: boolean): Pick<TextContext, 'isMarked' | 'repeatedKeys'> {
  return {
    isMarked: mark.every((byte, index) => bytes[index] === byte) || markedEncoding(bytes) !== null,
    repeatedKeys: isWhole ? repeatedKeys(new TextDecoder().decode(bytes)) : [],
  };
}

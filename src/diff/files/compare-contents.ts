import { readGlb, requireFaces } from '../../formats/mesh/index.js';
import { decodePixels, readPictureFacts } from '../../formats/picture/index.js';
import { decodeText } from '../../formats/text/index.js';
import { decodeJson } from '../../json/index.js';
import { pathTemplates } from '../../layout/index.js';
import type { Asset } from '../../tree/index.js';
import type { ContentChange, Severity, Sides } from '../change.js';
import { compareJson, type JsonRules } from '../json/index.js';
import { compareMeshes } from '../mesh/index.js';
import type { NumberTolerance } from '../number-tolerance.js';
import type { DiffOptions } from '../options.js';
import { comparePictures } from '../picture/compare-pictures.js';
import {
  comparePointFields,
  comparePoints,
  matchByRules,
  type PointRules,
  readPointCloud,
  readPointLines,
} from '../points/index.js';
import { compareLines } from '../text/compare-lines.js';
import { readBoth } from '../unreadable.js';
import type { FileContext } from './file-context.js';
import { differingByte, firstDifference } from './same-bytes.js';

/** Files beyond this are not read whole: they are compared by their bytes or not at all. */
const largestContent = 256 * 1024 * 1024;
/** Files up to this are read once and whole; larger ones block by block, and again when they differ. */
const smallContent = 8 * 1024 * 1024;

const textExtensions = ['aln', 'com', 'csv', 'mdoc', 'rawtlt', 'star', 'tlt', 'txt', 'xf', 'xtilt'];

export interface ContentRules {
  readonly json: JsonRules;
  /** How much a change of text or bytes matters. */
  readonly severity: Severity;
}

interface Content {
  readonly bytes: Uint8Array;
  readonly path: string;
}

/**
 * Changes between two files that fit into memory, by what they hold: JSON, points, meshes, pictures, text; others by
 * their bytes. The same bytes are the same file.
 */
export async function compareContents(
  units: Sides<Asset>,
  { storages, options }: FileContext,
  rules: ContentRules,
): Promise<ContentChange[]> {
  const keys = { a: units.a.path, b: units.b.path };
  const read = () =>
    readBoth(async (side) => ({
      bytes: await storages[side].get(keys[side], largestContent),
      path: storages[side].location(keys[side]),
    }));
  const small = Math.max(units.a.size, units.b.size) <= smallContent ? await read() : null;
  const { offset, sizes } =
    small === null
      ? await firstDifference(storages, keys)
      : {
          offset: differingByte(small.a.bytes, small.b.bytes),
          sizes: { a: small.a.bytes.length, b: small.b.bytes.length },
        };
  if (offset === null) return [];
  const compare = comparerOf(units, options, rules);
  if (compare === null) return [byteChange(offset, sizes, rules.severity)];
  const findings = await compare(small ?? (await read()));
  return findings ?? [{ kind: 'bytes', severity: 'storage', at: null, a: null, b: null }];
}

type Compare = (contents: Sides<Content>) => Promise<ContentChange[] | null>;

/** What understands the content of both files; null where nothing does. */
function comparerOf({ a, b }: Sides<Asset>, options: DiffOptions, rules: ContentRules): Compare | null {
  if (a.template !== null && pathTemplates[a.template].role === 'image') return comparePictureFiles;
  const [extension, other] = [a, b].map(({ path }) => /[^./]*$/.exec(path)?.[0].toLowerCase() ?? '');
  if (extension === undefined || extension !== other) return null;
  if (textExtensions.includes(extension)) {
    return async (contents) => {
      const texts = await readBoth((side) => decodeText(contents[side].bytes, contents[side].path));
      return notEmpty(compareLines(texts.a, texts.b, rules.severity));
    };
  }
  const { tolerance, pointRadius } = options;
  switch (extension) {
    case 'json':
      return (contents) => compareJsonFiles(contents, rules.json);
    case 'ndjson':
      return (contents) =>
        comparePointFiles(contents, { tolerance: tolerance.absolute, radius: pointRadius }, rules.json);
    case 'glb':
      return (contents) => compareMeshFiles(contents, tolerance);
    default:
      return null;
  }
}

function byteChange(offset: number, { a, b }: Sides<number>, severity: Severity): ContentChange {
  return { kind: 'bytes', severity, at: `byte ${offset}`, a: `${a} bytes`, b: `${b} bytes` };
}

async function compareJsonFiles(contents: Sides<Content>, rules: JsonRules): Promise<ContentChange[]> {
  const { a, b } = await readBoth((side) =>
    decodeJson(contents[side].bytes, contents[side].path, { asFloats: true }),
  );
  const findings = compareJson(a, b, rules);
  const isSpelling = findings.length === 0 && JSON.stringify(a) === JSON.stringify(b);
  return isSpelling
    ? [{ kind: 'spacing-and-escapes', severity: 'storage', at: null, a: null, b: null }]
    : findings;
}

async function comparePointFiles(
  contents: Sides<Content>,
  rules: PointRules,
  json: JsonRules,
): Promise<ContentChange[]> {
  const clouds = await readBoth((side) => readPointCloud(contents[side].bytes, contents[side].path));
  const lines = await readBoth((side) => readPointLines(contents[side].bytes, contents[side].path));
  const matches = matchByRules(clouds.a, clouds.b, rules);
  const changes = comparePoints(clouds.a, clouds.b, rules, matches);
  const isTypeReported = changes.some(({ kind }) => kind === 'points-type');
  const others = comparePointFields(lines, matches, json).filter(
    ({ at }) => !isTypeReported || at !== 'type',
  );
  // How the rest is written says nothing where the points themselves differ.
  return changes.length === 0
    ? others
    : [...changes, ...others.filter(({ severity }) => severity !== 'storage')];
}

async function compareMeshFiles(
  contents: Sides<Content>,
  tolerance: NumberTolerance,
): Promise<ContentChange[] | null> {
  const meshes = await readBoth(async (side) => {
    const { bytes, path } = contents[side];
    const mesh = await readGlb(bytes, path);
    requireFaces(mesh, path);
    return { vertices: new Float32Array(mesh.vertices), triangles: mesh.faces };
  });
  return notEmpty(compareMeshes(meshes.a, meshes.b, tolerance));
}

async function comparePictureFiles(contents: Sides<Content>): Promise<ContentChange[] | null> {
  const pictures = await readBoth(async (side) => {
    const { bytes, path } = contents[side];
    const { format } = readPictureFacts(bytes, path);
    return { format: format.name, pixels: await decodePixels(bytes, path) };
  });
  return notEmpty(comparePictures(pictures.a, pictures.b));
}

function notEmpty(findings: ContentChange[]): ContentChange[] | null {
  return findings.length > 0 ? findings : null;
}

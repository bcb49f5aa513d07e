import { decodeJson } from '../base/json-text.js';
import { readGlb } from '../formats/mesh/glb.js';
import { requireFaces } from '../formats/mesh/mesh.js';
import { decodePixels, type Pixels, readPictureFacts } from '../formats/picture/picture-formats.js';
import { decodeText, splitLines } from '../formats/text.js';
import type { Storage } from '../storage/storage.js';
import { pathTemplates } from '../tree/layout/path-templates.js';
import type { Asset } from '../tree/tree-file.js';
import type { Kernels } from '../volume/kernels/kernels.js';
import type { ContentChange, DiffOptions, NumberTolerance, Severity, Sides } from './change.js';
import { compareJson, type JsonRules } from './compare-json.js';
import { compareMeshes } from './compare-meshes.js';
import { compareMrc } from './compare-mrc.js';
import {
  comparePointFields,
  comparePoints,
  matchByRules,
  type PointRules,
  readPointCloud,
  readPointLines,
} from './compare-points.js';
import { comparePrecomputes } from './compare-precompute.js';
import { compareZarr } from './compare-zarr.js';
import { createJsonSeverity } from './json-severity.js';
import { differingByte, firstDifference } from './same-bytes.js';
import { readBoth, unreadableChange } from './unreadable.js';
import type { VoxelRules } from './voxel-tally.js';

/** What the comparers of files need. */
export interface FileContext {
  readonly storages: Sides<Storage>;
  readonly kernels: Kernels;
  readonly options: DiffOptions;
  /** Whether two texts name the same file of the two trees. */
  readonly isSamePath: (a: string, b: string) => boolean;
}

/** Changes between a file or directory of one tree and its counterpart; what cannot be read is one of them. */
export async function compareUnit(units: Sides<Asset>, context: FileContext): Promise<ContentChange[]> {
  try {
    return await compareReadable(units, context);
  } catch (error) {
    const finding = unreadableChange(error);
    if (finding === null) throw error;
    return [finding];
  }
}

function compareReadable(units: Sides<Asset>, context: FileContext): Promise<ContentChange[]> {
  const { storages, options, kernels } = context;
  const { a, b } = units;
  const places = {
    a: { storage: storages.a, key: a.path, files: a.files },
    b: { storage: storages.b, key: b.path, files: b.files },
  };
  const voxels: VoxelRules = {
    kernels,
    tolerance: options.tolerance,
    isMask: a.variables.shape?.endsWith('mask') ?? false,
  };
  if (a.kind === 'directory') {
    const { tolerance, pointRadius } = options;
    return comparePrecomputes(units, storages, { json: jsonRules(a, context), tolerance, pointRadius });
  }
  if (a.kind === 'zarr') return compareZarr(places, jsonRules(a, context), voxels);
  if (a.path.endsWith('.mrc') && b.path.endsWith('.mrc')) return compareMrc(places, voxels);
  return compareContents(units, context, { json: jsonRules(a, context), severity: severityOfRole(a) });
}

/** How much it matters that the bytes of a file changed, when nothing is known of what they mean. */
export function severityOfRole({ template }: Asset): Severity {
  return template !== null && pathTemplates[template].role === 'data' ? 'science' : 'metadata';
}

function jsonRules({ template }: Asset, { options, isSamePath }: FileContext): JsonRules {
  return {
    tolerance: options.tolerance,
    severityOf: createJsonSeverity(template, options.ignoredFields),
    isSamePath,
  };
}

/** Files beyond this are not read whole: they are compared by their bytes or not at all. */
const largestContent = 256 * 1024 * 1024;
/** Files up to this are read once and whole; larger ones block by block, and again when they differ. */
const smallContent = 8 * 1024 * 1024;

const textExtensions = ['aln', 'com', 'csv', 'mdoc', 'rawtlt', 'star', 'tlt', 'txt', 'xf', 'xtilt'];

interface ContentRules {
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
async function compareContents(
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

const longest = 120;

/**
 * Changes between two texts: the number of lines that differ once those alike at both ends are set aside, and the
 * first of them on either side. Line ends and blanks at the end of a line are storage.
 */
export function compareLines(a: string, b: string, severity: Severity): ContentChange[] {
  if (a === b) return [];
  const [before, after] = [linesOf(a), linesOf(b)];
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  if (start === before.length && start === after.length) {
    return [{ kind: 'line-ends', severity: 'storage', at: null, a: null, b: null }];
  }
  let end = 0;
  const shorter = Math.min(before.length, after.length) - start;
  while (end < shorter && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const [left, right] = [before.length, after.length].map((length) => length - start - end) as [
    number,
    number,
  ];
  return [
    {
      kind: 'lines',
      severity,
      at: `line ${start + 1}`,
      a: left > 0 ? show(before[start] as string) : null,
      b: right > 0 ? show(after[start] as string) : null,
      facts: { lines: Math.max(left, right) },
    },
  ];
}

function linesOf(text: string): string[] {
  const lines = splitLines(text).map((line) => line.trimEnd());
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

function show(line: string): string {
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

/** A picture: its format, and its pixels where the format is one that is decoded. */
export interface ComparedPicture {
  readonly format: string;
  readonly pixels: Pixels | null;
}

/**
 * Changes between two pictures of different bytes: their sizes, or the pixels that differ and by how much at most; no
 * more than that there is one where pixels are not decoded.
 */
export function comparePictures(a: ComparedPicture, b: ComparedPicture): ContentChange[] {
  const { pixels: left } = a;
  const { pixels: right } = b;
  const format: ContentChange[] =
    a.format === b.format
      ? []
      : [{ kind: 'picture-format', severity: 'storage', at: null, a: a.format, b: b.format }];
  if (left === null || right === null) {
    return [{ kind: 'bytes', severity: 'metadata', at: null, a: null, b: null }, ...format];
  }
  if (left.width !== right.width || left.height !== right.height) {
    const size = ({ width, height }: Pixels) => `${width} × ${height} pixels`;
    return [
      { kind: 'picture-size', severity: 'metadata', at: null, a: size(left), b: size(right) },
      ...format,
    ];
  }
  let pixels = 0;
  let largest = 0;
  for (let at = 0; at < left.rgba.length; at += 4) {
    let difference = 0;
    for (let channel = 0; channel < 4; channel++) {
      const distance = Math.abs((left.rgba[at + channel] as number) - (right.rgba[at + channel] as number));
      difference = Math.max(difference, distance);
    }
    if (difference > 0) pixels += 1;
    largest = Math.max(largest, difference);
  }
  if (pixels === 0) return format;
  const facts = { pixels, of: left.width * left.height, largest };
  return [{ kind: 'picture', severity: 'metadata', at: null, a: null, b: null, facts }, ...format];
}

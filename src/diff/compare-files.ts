import { commonStart } from '../base/collections.js';
import { decodeJson, repeatedKeys } from '../base/json-text.js';
import { readGlb } from '../formats/mesh/glb.js';
import { requireFaces } from '../formats/mesh/mesh.js';
import { decodePixels, type Pixels, readPictureFacts } from '../formats/picture/picture-formats.js';
import { decodeText, parseFinite, splitLines } from '../formats/text.js';
import type { Storage } from '../storage/storage.js';
import { publishedShape, type ViewedFormat } from '../tree/entities/annotation-shapes.js';
import { pathTemplates } from '../tree/layout/path-templates.js';
import type { Asset } from '../tree/tree-file.js';
import type { Kernels } from '../volume/kernels/kernels.js';
import type { DiffOptions, NumberTolerance, Severity, Side, Sides } from './change.js';
import { type ContentChange, contentChange, shorten, textChange } from './change.js';
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
import { differingByte, firstDifference, isStoredAlike } from './same-bytes.js';
import { readBoth, unreadableChange } from './unreadable.js';
import type { VoxelRules } from './voxel-tally.js';

/** The storages, kernels and options with which files are compared. */
export interface FileContext {
  readonly storages: Sides<Storage>;
  readonly kernels: Kernels;
  readonly options: DiffOptions;
  /** True if two texts name the same file of the two trees. */
  readonly isSamePath: (a: string, b: string) => boolean;
}

/** Compares a file or directory with its counterpart. An unreadable side is a change of kind `unreadable`. */
export async function compareUnit(units: Sides<Asset>, context: FileContext): Promise<ContentChange[]> {
  try {
    if (await isAlike(units, context)) return [];
    return await compareReadable(units, context);
  } catch (error) {
    const finding = unreadableChange(error);
    if (finding === null) throw error;
    return [finding];
  }
}

/** True if both sides are in buckets that state the same of each of their files. */
async function isAlike({ a, b }: Sides<Asset>, { storages }: FileContext): Promise<boolean> {
  if (a.kind === 'file') return isStoredAlike(storages, [{ a: a.path, b: b.path }]);
  if (a.files.size !== b.files.size) return false;
  const pairs = [...a.files.keys()].map((name) => ({ a: `${a.path}/${name}`, b: `${b.path}/${name}` }));
  return isStoredAlike(storages, pairs);
}

function compareReadable(units: Sides<Asset>, context: FileContext): Promise<ContentChange[]> {
  const { storages, options, kernels } = context;
  const { a, b } = units;
  const locations = {
    a: { storage: storages.a, key: a.path, files: a.files },
    b: { storage: storages.b, key: b.path, files: b.files },
  };
  const voxels: VoxelRules = {
    kernels,
    tolerance: options.tolerance,
    isMask: publishedShape(a.variables.shape ?? '')?.content.kind === 'mask',
  };
  if (a.kind === 'directory')
    return comparePrecomputes(units, storages, { ...options, json: jsonRules(a, context) });
  if (a.kind === 'zarr') return compareZarr(locations, jsonRules(a, context), voxels);
  if (a.path.endsWith('.mrc') && b.path.endsWith('.mrc')) return compareMrc(locations, voxels);
  return compareContents(units, context, { json: jsonRules(a, context), severity: severityOfRole(a) });
}

/** Returns the severity of a change of bytes in a file whose content is not understood. */
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

/** The size limit for reading whole files, in bytes; larger files are compared byte by byte, or not at all. */
const largestContent = 256 * 1024 * 1024;
/** Files up to so many bytes are read whole. Larger ones are compared in blocks, and read again if they differ. */
const smallContent = 8 * 1024 * 1024;

const textExtensions = ['aln', 'com', 'csv', 'mdoc', 'rawtlt', 'star', 'tlt', 'txt', 'xf', 'xtilt'];

interface ContentRules {
  readonly json: JsonRules;
  /** The severity of a change of text or bytes. */
  readonly severity: Severity;
}

interface Content {
  readonly bytes: Uint8Array;
  readonly path: string;
}

/**
 * Compares two files that fit into memory by their content: JSON, points, meshes, pictures, text. Compares other files
 * by their bytes. Files with equal bytes have no changes.
 */
async function compareContents(units: Sides<Asset>, { storages, options }: FileContext, rules: ContentRules) {
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
  if (compare === null) {
    const [a, b] = [`${sizes.a} bytes`, `${sizes.b} bytes`];
    return [contentChange('bytes', rules.severity, `byte ${offset}`, a, b)];
  }
  const findings = await compare(small ?? (await read()));
  return findings ?? [contentChange('bytes', 'storage')];
}

type Compare = (contents: Sides<Content>) => Promise<ContentChange[] | null>;

/**
 * Returns the function that compares both contents; null if their format is unknown or differs. The function returns
 * null if it finds only differences that it cannot describe.
 */
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
  const comparers: Partial<Record<string, Compare>> = {
    json: (contents) => compareJsonFiles(contents, rules.json),
    ndjson: (contents) => comparePointFiles(contents, options, rules.json),
    glb: (contents) => compareMeshFiles(contents, options.tolerance),
  } satisfies Record<'json' | Exclude<ViewedFormat, 'zarr'>, Compare>;
  return Object.hasOwn(comparers, extension) ? (comparers[extension] ?? null) : null;
}

async function compareJsonFiles(contents: Sides<Content>, rules: JsonRules): Promise<ContentChange[]> {
  const { a, b } = await readBoth((side) =>
    decodeJson(contents[side].bytes, contents[side].path, { asFloats: true }),
  );
  const findings = compareJson(a, b, rules);
  const isSpelling = findings.length === 0 && JSON.stringify(a) === JSON.stringify(b);
  const repeated = isSpelling ? repeatedChanges(contents, rules) : [];
  if (repeated.length > 0) return repeated;
  return isSpelling ? [contentChange('spacing-and-escapes', 'storage')] : findings;
}

/** Returns the keys that one of two files has twice in a mapping: some readers take the other value. */
function repeatedChanges(contents: Sides<Content>, { severityOf }: JsonRules): ContentChange[] {
  const keysOf = (side: Side) => repeatedKeys(decodeText(contents[side].bytes, contents[side].path));
  const keys = { a: keysOf('a'), b: keysOf('b') };
  return (['a', 'b'] as const).flatMap((side) => {
    const others = keys[side === 'a' ? 'b' : 'a'];
    return keys[side].flatMap((key): ContentChange[] => {
      const severity = severityOf([key]);
      if (severity === 'ignored' || others.includes(key)) return [];
      const kind = side === 'a' ? 'key-removed' : 'key-added';
      return [{ ...contentChange(kind, severity, key), [side]: 'a second value' }];
    });
  });
}

/** The code of a carriage return. */
const returnCode = 13;

async function comparePointFiles(contents: Sides<Content>, rules: PointRules, json: JsonRules) {
  const clouds = await readBoth((side) => readPointCloud(contents[side].bytes, contents[side].path));
  const lines = await readBoth((side) => readPointLines(contents[side].bytes, contents[side].path));
  const matches = matchByRules(clouds.a, clouds.b, rules);
  const changes = comparePoints(clouds.a, clouds.b, rules, matches);
  const isTypeReported = changes.some(({ kind }) => kind === 'points-type');
  const others = comparePointFields(lines, matches, json).filter(
    ({ at }) => !isTypeReported || at !== 'type',
  );
  // Lines are compared without their ends, and files with the same bytes are not compared.
  if (changes.length + others.length === 0) {
    const hasReturns = (side: Side) => contents[side].bytes.includes(returnCode);
    const kind = hasReturns('a') === hasReturns('b') ? 'bytes' : 'line-ends';
    return [contentChange(kind, 'storage')];
  }
  // If the points differ, the spelling of the other fields is of no interest.
  return changes.length === 0
    ? others
    : [...changes, ...others.filter(({ severity }) => severity !== 'storage')];
}

async function compareMeshFiles(contents: Sides<Content>, tolerance: NumberTolerance) {
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

/**
 * Compares two texts. Skips equal lines at both ends and reports the number of lines between, with the first of them on
 * each side. Line ends, blanks and the spelling of numbers are changes of storage.
 *
 * @example
 * compareLines('a\nb', 'a\nc', 'metadata')[0]; // kind 'lines' at 'line 2', a 'b', b 'c'
 */
export function compareLines(a: string, b: string, severity: Severity): ContentChange[] {
  if (a === b) return [];
  const [before, after] = [linesOf(a), linesOf(b)];
  const start = commonStart(before, after);
  if (start === before.length && start === after.length) return [contentChange('line-ends', 'storage')];
  const end = commonStart(before.slice(start).reverse(), after.slice(start).reverse());
  const [left, right] = [before.length - start - end, after.length - start - end];
  const isRespelt = left === right && before.every((line, at) => isSameTokens(line, after[at] as string));
  const shown = (lines: string[], count: number) => (count > 0 ? shorten(lines[start] as string) : null);
  return [
    contentChange(
      isRespelt ? 'number-spelling' : 'lines',
      isRespelt ? 'storage' : severity,
      `line ${start + 1}`,
      shown(before, left),
      shown(after, right),
      { lines: Math.max(left, right) },
    ),
  ];
}

/** True if two lines have the same words and numbers: `1.50` is `1.5`. */
function isSameTokens(a: string, b: string): boolean {
  const [left, right] = [a, b].map((line) => line.trim().split(/\s+/)) as [string[], string[]];
  return (
    left.length === right.length &&
    left.every((token, at) => {
      const other = right[at] as string;
      return token === other || (parseFinite(token) ?? Number.NaN) === parseFinite(other);
    })
  );
}

function linesOf(text: string): string[] {
  const lines = splitLines(text).map((line) => line.trimEnd());
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

/** A picture: its format, and its pixels; null if the format is not decoded. */
export interface ComparedPicture {
  readonly format: string;
  readonly pixels: Pixels | null;
}

/**
 * Compares two pictures with different bytes: their sizes, or the number of pixels that differ and the largest
 * difference of a channel. Reports only that they differ if pixels are not decoded.
 */
export function comparePictures(a: ComparedPicture, b: ComparedPicture): ContentChange[] {
  const { pixels: left } = a;
  const { pixels: right } = b;
  const format = textChange('picture-format', 'storage', null, a.format, b.format);
  if (left === null || right === null) return [contentChange('bytes', 'metadata'), ...format];
  if (left.width !== right.width || left.height !== right.height) {
    const size = ({ width, height }: Pixels) => `${width} × ${height} pixels`;
    return [contentChange('picture-size', 'metadata', null, size(left), size(right)), ...format];
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
  return [contentChange('picture', 'metadata', null, null, null, facts), ...format];
}

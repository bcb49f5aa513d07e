import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ValidationReport } from '../../src/validate/report.js';
import { runInProcess } from '../support/run-in-process.js';
import { dataset } from './config.js';
import type { OddFile } from './odd-file.js';
import { digestOf, type PlainVolume, planted, writePlainMrc, writePlainZarr, zeros } from './plain-volume.js';
import { json, putFiles, spacingPath } from './tree-place.js';
import { type Verdict, voxelSizeAlongY } from './verdict.js';

type Found = ValidationReport['findings'][number];

/** What no volume has: findings tell then what the file has instead. */
const noShape = { z: 999_999, y: 999_999, x: 999_999 };

/** Codes that mean that a volume cannot be read. */
const unreadableCodes = new Set([
  'MRC_UNREADABLE',
  'MRC_MODE_UNKNOWN',
  'MRC_SHAPE_EMPTY',
  'MRC_EXTENDED_HEADER_CUT',
  'MRC_DATA_UNREADABLE',
  'ZARR_UNREADABLE',
  'CHUNK_UNDECODABLE',
  'FILE_EMPTY',
]);

/** Codes of which one is found whenever voxels were looked at, since one of the other format is changed. */
const looked = ['FORMATS_DIFFER', 'CHUNK_MISSING', 'ZARR_SHAPE_WRONG', 'ZARR_LEVEL_EMPTY'];

/**
 * Validates every file as the tomogram of a run of its own, beside the other format of the same volume as `references` has
 * it, with one voxel changed: when exactly that voxel is told, the file was read with the values of the reference.
 */
export async function validateVolumes(
  files: readonly OddFile[],
  extension: 'mrc' | 'zarr',
  references: ReadonlyMap<string, PlainVolume | null>,
  directory: string,
): Promise<Map<string, Verdict>> {
  const tree = join(directory, 'tree');
  for (const { name, files: own, shape } of files) {
    const place = `${spacingPath(name)}/Tomograms/100`;
    const other = planted(references.get(name) ?? zeros(shape));
    await putFiles(
      join(tree, place),
      [...own].map(
        ([path, bytes]) => [`${name}.${extension}${path === '' ? '' : `/${path}`}`, bytes] as const,
      ),
    );
    await putFiles(join(tree, place), [
      ['tomogram-metadata.json', json({ size: noShape, scales: [noShape] })],
    ]);
    await putFiles(
      join(tree, place),
      extension === 'zarr'
        ? [[`${name}.mrc`, writePlainMrc(other)]]
        : [...writePlainZarr(other)].map(([path, bytes]) => [`${name}.zarr/${path}`, bytes] as const),
    );
  }
  const findings = await validate(directory, tree, 'deep');
  return new Map(
    files.map(({ name }) => {
      const own = findings.filter(({ path }) => path.startsWith(`${dataset}/${name}/`));
      return [name, verdictOf(own, extension, references.get(name) ?? null)];
    }),
  );
}

function verdictOf(
  findings: readonly Found[],
  extension: 'mrc' | 'zarr',
  reference: PlainVolume | null,
): Verdict {
  const told = (code: string) => findings.find((finding) => finding.code === code);
  const reason = findings.find(isUnreadable);
  if (reason !== undefined) return { readable: false, why: `${reason.code}: ${reason.message}` };
  if (!looked.some((code) => told(code) !== undefined))
    return { readable: false, why: 'voxels not looked at' };
  const size = told(extension === 'mrc' ? 'VOLUME_SIZE_DIFFERS' : 'VOLUME_SCALES_DIFFER');
  const shape = size?.expected?.replace(/ \(.*/, '');
  const spacing = told(extension === 'mrc' ? 'SPACING_MRC_DIFFERS' : 'SPACING_ZARR_DIFFERS');
  return {
    readable: true,
    ...(shape === undefined ? {} : { shape }),
    ...(spacing === undefined ? {} : { voxelSize: voxelSizeOf(spacing.found ?? '') }),
    ...(reference === null ? {} : { digest: digestTold(findings, reference) }),
  };
}

/** Besides the codes: negative extents, a file shorter than its header says, attributes that do not list level 0. */
function isUnreadable({ code, message, found, expected }: Found): boolean {
  if (unreadableCodes.has(code)) return true;
  if (code === 'MRC_COUNT_NEGATIVE') return /^(?:n[xyz]|nsymbt) /.test(message);
  if (code === 'ZARR_PATHS_WRONG') return !(found ?? '').startsWith('["0"');
  const isSize = code === 'MRC_SIZE_DIFFERS' || code === 'MRC_SIZE_FAR_OFF';
  return isSize && Number.parseInt(found ?? '', 10) < Number.parseInt(expected ?? '', 10);
}

/** Å along x, y, z of `10.0000, none, 10.0000 Å (x, y, z)`, or of the scale of a zarr. */
function voxelSizeOf(found: string): string {
  const sizes = found.startsWith('[')
    ? (JSON.parse(found) as unknown[]).slice(-3).reverse()
    : found.replace(/ Å.*/, '').split(', ');
  return voxelSizeAlongY(
    sizes.map((size) => Number(found.startsWith('[') && typeof size === 'string' ? Number.NaN : size)),
  );
}

function digestTold(findings: readonly Found[], reference: PlainVolume): string {
  const shape = findings.find(({ code }) => code === 'ZARR_SHAPE_WRONG');
  if (shape !== undefined) return 'of another shape than ingest published';
  const isAbsent = findings.some(({ code }) => code === 'ZARR_LEVEL_EMPTY' || code === 'CHUNK_MISSING');
  // The chunk of the changed voxel is missed beside the MRC, which has something there.
  if (isAbsent && reference.values.every((value) => value === 0)) return digestOf(reference);
  if (isAbsent) return 'a chunk that is not there taken for zeros';
  const different = findings.find(({ code }) => code === 'FORMATS_DIFFER')?.found;
  return different?.startsWith('1 of ') ? digestOf(reference) : 'of other values than ingest published';
}

/** Validates a tree and returns the findings; what the validator fails at itself is an error. */
export async function validate(
  directory: string,
  tree: string,
  depth: 'deep' | 'headers',
): Promise<readonly Found[]> {
  const output = join(directory, 'validation.json');
  const args = ['validate', tree, '--depth', depth, '--quiet', '--jobs', '2', '--layout', 'documented'];
  const { stderr } = await runInProcess([...args, '--format', 'json', '--output', output]);
  const text = await readFile(output, 'utf8').catch(() => {
    throw new Error(`the validation could not run: ${stderr}`);
  });
  const report = JSON.parse(text) as ValidationReport;
  if (report.failures.length > 0) throw new Error(report.failures.join('\n'));
  return report.findings.flatMap((finding) => [finding, ...(finding.consequences ?? [])]);
}

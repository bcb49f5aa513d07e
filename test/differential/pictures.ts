import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeMrc } from '../volume/support/make-mrc.js';
import { dataset, tenAngstroms, tomograms } from './config.js';
import { bytesOf, type OddFile, withDistinctNames } from './odd-file.js';
import {
  type PlainPicture,
  pictureDigest,
  plantedPixel,
  readPublishedPng,
  writePlainPng,
} from './plain-picture.js';
import { diff } from './through-diff.js';
import { ingest } from './through-ingest.js';
import { validate } from './through-validate.js';
import { json, putFiles, spacingPath } from './tree-place.js';
import type { Verdict, Verdicts } from './verdict.js';

/**
 * Opens pictures through the three commands: an ingest makes them the key image of a tomogram, `original`, as large as they
 * are; validate and diff are given them in its place. The pixels of pictures that are not opaque are not compared: an
 * ingest shows them on white.
 */
export function openPictures(oddFiles: readonly OddFile[]): Promise<ReadonlyMap<string, Verdicts>> {
  const files = withDistinctNames(oddFiles);
  return inTemporaryDirectory(async (directory) => {
    const ingested = await ingestPictures(files, join(directory, 'ingest'));
    const validated = await validatePictures(files, join(directory, 'validate'));
    const references = new Map([...ingested].map(([name, { picture }]) => [name, picture]));
    const compared = await diffPictures(files, references, join(directory, 'diff'));
    const none = { readable: false, why: 'not there' } as const;
    return new Map(
      files.map(({ name }) => [
        name,
        {
          ingest: ingested.get(name)?.verdict ?? none,
          validate: validated.get(name) ?? none,
          diff: compared.get(name) ?? none,
        },
      ]),
    );
  });
}

async function ingestPictures(
  files: readonly OddFile[],
  directory: string,
): Promise<Map<string, { readonly verdict: Verdict; readonly picture: PlainPicture | null }>> {
  const volume = makeMrc({ shape: [1, 2, 2], value: (index) => index });
  await putFiles(
    join(directory, 'in/dep'),
    files.flatMap((file) => [
      [`volumes/${file.name}.mrc`, volume] as const,
      [`pictures/${file.name}/original.png`, bytesOf(file)] as const,
    ]),
  );
  const sections = `${tenAngstroms}${tomograms('volumes/{run_name}.mrc')}key_images:
  - sources:
      - source_glob: {list_glob: 'pictures/{run_name}/original.png'}
`;
  const names = files.map(({ name }) => name);
  const report = await ingest(directory, 'pictures', names, sections, ['--import', 'key_image']);
  const results = new Map<string, { readonly verdict: Verdict; readonly picture: PlainPicture | null }>();
  for (const name of names) {
    const place = join(directory, 'out-pictures', spacingPath(name, '10.000'), 'Images');
    const [id] = await readdir(place).catch(() => []);
    const path = join(place, id ?? '', 'key-photo-original.png');
    const bytes = id === undefined ? null : await readFile(path).catch(() => null);
    const failure = report.items.find(({ run, status }) => run === name && status === 'failed');
    const picture = bytes === null ? null : readPublishedPng(bytes);
    results.set(name, {
      picture,
      verdict:
        picture === null
          ? notPublished(failure?.error?.message ?? 'nothing was published')
          : { readable: true, shape: sizeOf(picture), digest: pictureDigest(picture) },
    });
  }
  return results;
}

/** Pictures that ingest knows and does not resize can be key photos, which are copied. */
function notPublished(why: string): Verdict {
  const isCopied = why.includes('pictures of this format cannot be decoded');
  return isCopied ? { readable: true } : { readable: false, why };
}

function sizeOf({ width, height }: PlainPicture): string {
  return `${width} × ${height}`;
}

/** All are smaller than a thumbnail must be, so that a finding tells their size. */
async function validatePictures(files: readonly OddFile[], directory: string): Promise<Map<string, Verdict>> {
  const tree = join(directory, 'tree');
  await putFiles(
    tree,
    files.map((file) => [`${imagesOf(file)}/key-photo-thumbnail.png`, bytesOf(file)] as const),
  );
  const findings = await validate(directory, tree, 'deep');
  return new Map(
    files.map(({ name }): [string, Verdict] => {
      const own = findings.filter(({ path }) => path.startsWith(`${dataset}/${name}/`));
      const reason = own.find(({ code }) => code === 'IMAGE_UNREADABLE' || code === 'FILE_EMPTY');
      if (reason !== undefined) return [name, { readable: false, why: `${reason.code}: ${reason.message}` }];
      const size = own.find(({ code }) => code === 'IMAGE_TOO_SMALL')?.found?.replace(' pixels', '');
      return [name, { readable: true, ...(size == null ? {} : { shape: size }) }];
    }),
  );
}

async function diffPictures(
  files: readonly OddFile[],
  references: ReadonlyMap<string, PlainPicture | null>,
  directory: string,
): Promise<Map<string, Verdict>> {
  const [a, b] = [join(directory, 'a'), join(directory, 'b')];
  for (const file of files) {
    const reference = references.get(file.name) ?? { width: 12, height: 9, rgb: new Uint8Array(12 * 9 * 3) };
    const path = `${imagesOf(file)}/key-photo-original.png`;
    await putFiles(a, [[path, bytesOf(file)]]);
    await putFiles(b, [[path, writePlainPng(plantedPixel(reference))]]);
    const metadata = `${spacingPath(file.name)}/Tomograms/100/tomogram-metadata.json`;
    for (const tree of [a, b]) await putFiles(tree, [[metadata, json({ processing: 'raw' })]]);
  }
  const changes = await diff(directory, a, b);
  return new Map(
    files.map(({ name }): [string, Verdict] => {
      const own = changes.get(name) ?? [];
      const unreadable = own.find((change) => change.kind === 'unreadable' && change.a !== null);
      if (unreadable !== undefined) return [name, { readable: false, why: unreadable.a ?? '' }];
      const reference = references.get(name) ?? null;
      const size = own.find(({ kind }) => kind === 'picture-size')?.a?.replace(' pixels', '');
      const shape = size ?? (reference === null ? undefined : sizeOf(reference));
      const isOpaque = !/transparent|alpha|rgba/.test(name);
      const pixels = own.find(({ kind }) => kind === 'picture')?.facts?.pixels;
      const digest =
        reference === null || size !== undefined || !isOpaque
          ? undefined
          : pixels === 1
            ? pictureDigest(reference)
            : `of other pixels than ingest published: ${pixels ?? 'none'} differ`;
      return [
        name,
        {
          readable: true,
          ...(shape === undefined ? {} : { shape }),
          ...(digest === undefined ? {} : { digest }),
        },
      ];
    }),
  );
}

function imagesOf({ name }: OddFile): string {
  return `${spacingPath(name)}/Images/100`;
}

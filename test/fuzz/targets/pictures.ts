import { CryoetError } from '../../../src/base/errors.js';
import {
  checkPicture,
  decodePixels,
  readPictureFacts,
  toPng,
} from '../../../src/formats/picture/picture-formats.js';
import { bytesOf } from '../../differential/odd-file.js';
import { oddPictures } from '../../differential/odd-pictures.js';
import { greyPage, writeTiff } from '../../support/write-tiff.js';
import { contentOf, type InputFiles, single, type Target } from '../target.js';

/** Facts, pixels and a PNG of a picture: each may refuse it by itself. */
async function read(files: InputFiles): Promise<void> {
  const content = contentOf(files);
  for (const use of [readPictureFacts, checkPicture, decodePixels, toPng]) {
    try {
      await use(content, 'a');
    } catch (error) {
      if (!(error instanceof CryoetError)) throw error;
    }
  }
}

/** TIFFs with pixels behind their directory. */
function tiffs(): InputFiles[] {
  const place = (compression: number, samples: number, bits: number) => {
    const tags = {
      259: [compression],
      262: [samples === 3 ? 2 : 1],
      277: [samples],
      278: 3,
      258: Array.from({ length: samples }, () => bits),
    };
    const head = (offset: number) =>
      writeTiff([greyPage(4, 3, { ...tags, 273: offset, 279: (12 * samples * bits) / 8 })]);
    const bytes = head(head(0).length);
    return single(Buffer.concat([bytes, Uint8Array.from({ length: 300 }, (_, at) => at % 251)]));
  };
  return [1, 5, 8, 32773].flatMap((compression) => [
    place(compression, 1, 8),
    place(compression, 3, 8),
    place(compression, 1, 16),
  ]);
}

const isKind = (pattern: RegExp) => async () =>
  oddPictures().flatMap((file) =>
    pattern.test(file.name) && bytesOf(file).length < 65_536 ? [single(bytesOf(file))] : [],
  );

export const pictureTargets: readonly Target[] = [
  { name: 'png', seeds: isKind(/^png_/), read },
  { name: 'jpeg', seeds: isKind(/^jpeg_/), read },
  {
    name: 'other-pictures',
    seeds: async () => [...(await isKind(/^(?!png_|jpeg_)/)()), ...tiffs()],
    read,
  },
];

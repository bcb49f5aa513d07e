import type { ImageContext } from '../contexts/files.js';
import type { KeyImageLikeness } from '../contexts/reconstructions.js';
import { type CheckResult, faultAt, faultsAt, issue, mismatch } from '../finding.js';
import { defineRules } from '../rule.js';
import { describeSize } from './frames.js';

const defaults = {
  severity: 'error',
  on: 'image',
  needs: ['side-car'],
  fix: 'Replace the image at the source and ingest it again, or ingest the key images again.',
} as const;

/** Key photos and key images. */
export const imageRules = defineRules('images', defaults, [
  {
    code: 'IMAGE_UNREADABLE',
    title: 'Images can be decoded',
    why: 'A broken image shows as a hole in every list.',
    check: ({ problem }) => problem,
  },
  {
    code: 'IMAGE_FORMAT_WRONG',
    title: 'Images are PNG, JPEG or GIF, as their name says',
    why: 'Browsers show these three, and go by the ending of the name.',
    check({ path, value }) {
      if (value !== null && !['png', 'jpg', 'gif'].includes(value.format))
        return issue('not a format that browsers show', value.format, 'PNG, JPEG or GIF');
      const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
      const named = ending === 'jpeg' ? 'jpg' : ending;
      return mismatch('the content is not what the name says', value?.format, named);
    },
  },
  {
    code: 'IMAGE_TRAILING_BYTES',
    severity: 'warning',
    title: 'PNG images end with their last chunk',
    why: 'Bytes behind the end show that two files were written over each other.',
    check({ value }) {
      const { trailingBytes = 0 } = value ?? {};
      return trailingBytes > 0 && issue('bytes behind the end of the image', `${trailingBytes} bytes`);
    },
  },
  {
    code: 'KEY_IMAGE_UNKNOWN',
    severity: 'warning',
    on: 'tomogram',
    needs: [],
    title: 'Key images are called original, snapshot, thumbnail or expanded',
    why: 'Pages ask for these four; an image under another name is never shown.',
    fix: 'Rename the source or remove the image.',
    check({ images }) {
      const isKnown = /-(?:original|snapshot|thumbnail|expanded)\.png$/;
      return faultsAt(images, ({ path }) => !isKnown.test(path) && issue('not the name of a key image'));
    },
  },
  {
    code: 'KEY_IMAGE_SIZES_WRONG',
    on: 'tomogram',
    title:
      'The thumbnail of a tomogram is smaller than its snapshot, and that smaller than the expanded image',
    why: 'Pages choose an image by its name for the space that they have. An image of another size was probably swapped.',
    check({ images }) {
      const known = bySize.flatMap((name) => {
        const image = images.find(({ path }) => path.endsWith(`-${name}.png`));
        const { value = null, path = '', minimum = null } = image ?? {};
        // An image that is too small is reported by IMAGE_TOO_SMALL.
        const isShown = value !== null && value.width > 0 && value.width >= (minimum?.width ?? 0);
        return isShown ? [{ name, path, value }] : [];
      });
      const wrong = known.findIndex(({ value }, index) => {
        const before = known[index - 1]?.value;
        return before !== undefined && value.width <= before.width && value.height <= before.height;
      });
      const [small, large] = [known[wrong - 1], known[wrong]];
      if (small === undefined || large === undefined) return null;
      const message = `the ${large.name} is not larger than the ${small.name}`;
      const least = `more than ${describeSize(small.value)}`;
      return faultAt(large, issue(message, `${describeSize(large.value)} pixels`, least));
    },
  },
  keyPhotoSizes('KEY_PHOTO_SIZES_WRONG', 'dataset'),
  keyPhotoSizes('DEPOSITION_PHOTO_SIZES_WRONG', 'deposition'),
  {
    code: 'KEY_IMAGE_DIFFERS',
    severity: 'warning',
    on: 'keyImages',
    needs: ['header', 'side-car', 'voxels'],
    title: 'Key images show the central sections of their tomogram, or are the deposited picture',
    why: 'People choose a tomogram by its picture. A black one, or one of another run or of the mirrored volume, misleads them. Pictures are drawn again and compared where no annotation covers them; encoding with losses changes less than is reported.',
    fix: 'Ingest the key images again: `--import key_image`.',
    check({ likenesses }) {
      const found = faultsAt(likenesses, unlike);
      // A thumbnail alone may have been chosen by hand.
      return found.length === 1 && found[0]?.path?.endsWith('-thumbnail.png') === true ? [] : found;
    },
  },
  {
    code: 'KEY_IMAGES_EXCHANGED',
    severity: 'warning',
    on: 'tree',
    needs: ['header', 'side-car'],
    title: 'Key images are not exchanged between tomograms',
    why: 'The original has the size of the sections of its tomogram. Where two originals have the size of each other’s tomogram, or one is as long as that of another run, which it fits, people choose a tomogram by the picture of another one.',
    check: ({ siblings }) => siblings.flatMap(({ exchanged }) => exchanged),
  },
  {
    code: 'IMAGE_TOO_SMALL',
    title: 'Images are large enough to be shown',
    why: 'A smaller image is blown up and blurred.',
    check: ({ value, minimum }) =>
      value !== null &&
      minimum !== null &&
      (value.width < minimum.width || value.height < minimum.height) &&
      issue('the image is too small', `${describeSize(value)} pixels`, `at least ${describeSize(minimum)}`),
  },
]);

/**
 * Pictures that are less alike than both are different. JPEG of half the quality leaves correlations of 0.6 or
 * differences of 13 in noise; pictures of the portal's tools have correlations of 0.75 and more with ours.
 */
const alike = { correlation: 0.65, difference: 16 };

const otherSections = 'the image was drawn, and its size differs from the sections';

function unlike({ isDrawn, correlation, difference, otherSize, turned }: KeyImageLikeness): CheckResult {
  if (otherSize !== null) return issue(otherSections, otherSize.found, otherSize.expected);
  const found = (value: number) => `a correlation of ${value.toFixed(2)}`;
  // What is unlike both ways is another picture.
  if (turned !== null && (turned.correlation >= alike.correlation || difference <= alike.difference)) {
    const subject = `the ${isDrawn ? 'tomogram' : 'original'}`;
    const expected = `that of ${subject} as it is, which is ${correlation.toFixed(2)}`;
    return issue(`the image shows ${subject} ${turned.how}`, found(turned.correlation), expected);
  }
  if (correlation >= alike.correlation || difference <= alike.difference) return null;
  const shown = isDrawn ? 'the central sections of its tomogram' : 'what the original shows';
  return issue(`the image does not show ${shown}`, found(correlation), `at least ${alike.correlation}`);
}

function keyPhotoSizes<On extends 'dataset' | 'deposition'>(code: string, on: On) {
  return {
    code,
    severity: 'warning' as const,
    on,
    title: `The thumbnail of a ${on} is not larger than its snapshot`,
    why: 'Lists show the thumbnail, pages the snapshot. A larger thumbnail was probably exchanged with the snapshot.',
    check({ images }: { readonly images: readonly ImageContext[] }): CheckResult {
      const [small, large] = ['thumbnail', 'snapshot'].map((name) =>
        images.find(({ path }) => path.includes(`/${name}.`)),
      );
      if (small?.value == null || large?.value == null) return null;
      const isLarger = small.value.width > large.value.width && small.value.height > large.value.height;
      const [found, most] = [`${describeSize(small.value)} pixels`, `at most ${describeSize(large.value)}`];
      return faultAt(small, isLarger && issue('the thumbnail is larger than the snapshot', found, most));
    },
  };
}

/** The names of key images, smallest first. */
const bySize = ['thumbnail', 'snapshot', 'expanded'] as const;

import { defineRules } from '../rule.js';

const fix = 'Replace the image at the source and ingest it again, or ingest the key images again.';

/** Key photos and key images. */
export const imageRules = defineRules('images', [
  {
    code: 'IMAGE_UNREADABLE',
    severity: 'error',
    on: 'image',
    needs: ['side-car'],
    title: 'Images can be decoded',
    why: 'A broken image shows as a hole in every list.',
    fix,
    check: ({ problem }) => problem,
  },
  {
    code: 'IMAGE_FORMAT_WRONG',
    severity: 'error',
    on: 'image',
    needs: ['side-car'],
    title: 'Images are PNG, JPEG or GIF, as their name says',
    why: 'Browsers show these three, and go by the ending of the name.',
    fix,
    check({ path, value }) {
      if (value === null) return null;
      const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
      const named = ending === 'jpeg' ? 'jpg' : ending;
      if (!['png', 'jpg', 'gif'].includes(value.format)) {
        return {
          message: 'not a format that browsers show',
          found: value.format,
          expected: 'PNG, JPEG or GIF',
        };
      }
      return named === value.format
        ? null
        : { message: 'the content is not what the name says', found: value.format, expected: named };
    },
  },
  {
    code: 'IMAGE_TOO_SMALL',
    severity: 'error',
    on: 'image',
    needs: ['side-car'],
    title: 'Images are large enough to be shown',
    why: 'A smaller image is blown up and blurred.',
    fix,
    check({ value, minimum }) {
      if (value === null || minimum === null) return null;
      const isLarge = value.width >= minimum.width && value.height >= minimum.height;
      return isLarge
        ? null
        : {
            message: 'the image is too small',
            found: `${value.width} × ${value.height} pixels`,
            expected: `at least ${minimum.width} × ${minimum.height}`,
          };
    },
  },
]);

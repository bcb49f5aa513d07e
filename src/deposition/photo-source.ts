import { UnsupportedError } from '../base/errors.js';
import { redactUrl } from '../base/messages.js';
import { notAPicture, sniffPicture } from '../formats/picture/picture-formats.js';
import { baseName } from '../storage/keys.js';
import { describeItem, type Item } from './item.js';
import type { SourceContext } from './source-context.js';
import { storageOf } from './source-files.js';

/** Size limit of a picture, in bytes. */
const pictureLimit = 64 * 1024 * 1024;
/** Time limit of a fetch, in milliseconds. */
const fetchTimeout = 60_000;
/** Paths in published configurations begin with the portal's bucket of sources. */
const sourceBucket = /^cryoetportal-rawdatasets-dev\//;

/** Returns the picture of a key photo, or null. Fails with an UnsupportedError for another bucket than INPUT. */
export function photoSource(item: Item, context: SourceContext) {
  const [file] = item.files;
  if (file !== undefined) return stored(item, file, context);
  const { literal } = item;
  if (literal === undefined || literal === null) return null;
  if (/^https?:\/\//.test(literal)) {
    return {
      location: redactUrl(literal),
      key: null,
      name: URL.canParse(literal) ? baseName(new URL(literal).pathname) : '',
      async read() {
        // Few depositions need it, and it loads much of Node.js.
        const { fetchUrl } = await import('../storage/fetch-url.js');
        return fetchUrl(literal, {
          limit: pictureLimit,
          timeout: fetchTimeout,
          allowPrivateAddresses: context.options.allowPrivateAddresses === true,
          check: (_type, bytes) => (sniffPicture(bytes) === null ? 'no picture at the address' : null),
        });
      },
    };
  }
  const root = `${context.input.url.replace(/\/+$/, '')}/`;
  if (/^\w+:\/\//.test(literal) && !literal.startsWith(root)) {
    throw new UnsupportedError('a key photo from another bucket than INPUT', {
      path: literal,
      entity: describeItem(item),
      expected: `a path, an http(s) address or a place below ${root}`,
    });
  }
  const key = literal.startsWith(root) ? literal.slice(root.length) : literal.replace(sourceBucket, '');
  return stored(item, key, context);
}

/** Returns size (bytes) and modification time of a key photo; null without a file, as for one from a URL. */
export async function photoStamp(item: Item, context: SourceContext): Promise<readonly number[] | null> {
  const source = photoSource(item, context);
  const file = source?.key == null ? null : await storageOf(item, context).stat(source.key);
  return file === null ? null : [file.size, file.modified];
}

function stored(item: Item, key: string, context: SourceContext) {
  const storage = storageOf(item, context);
  const location = storage.location(key);
  return {
    /** Location for messages and the report. */
    location,
    /** File name with its extension. */
    name: baseName(key),
    /** Key in the item's storage; null for a picture that is fetched from a URL. */
    key,
    /** Returns the picture's bytes. Fails if it exceeds the size limit or is not a picture. */
    async read() {
      const bytes = await storage.get(key, pictureLimit);
      if (sniffPicture(bytes) === null) throw notAPicture(bytes, location);
      return bytes;
    },
  };
}

import { UnsupportedError } from '../base/errors.js';
import { notAPicture, sniffPicture } from '../formats/picture/picture-formats.js';
import { fetchUrl, redactUrl } from '../storage/fetch-url.js';
import { baseName, describeItem, type Item } from './item.js';
import type { SourceContext } from './source-context.js';
import { storageOf } from './source-files.js';

/** Largest picture taken from anywhere, in bytes. */
const pictureLimit = 64 * 1024 * 1024;
/** Milliseconds. */
const fetchTimeout = 60_000;
/** Paths of published configurations begin with the name of the bucket that sources lie in. */
const sourceBucket = /^cryoetportal-rawdatasets-dev\//;

/** A picture that a key photo is made from. */
export interface PhotoSource {
  /** As messages and the report name it. */
  readonly location: string;
  /** File name, with the extension it has at its source. */
  readonly name: string;
  /** Key in the storage of the item; null for what is fetched from an address. */
  readonly key: string | null;
  read(): Promise<Uint8Array>;
}

/** Where a key photo's picture comes from; null when the config gives none. */
export function photoSource(item: Item, context: SourceContext): PhotoSource | null {
  const [file] = item.files;
  if (file !== undefined) return stored(item, file, context);
  const { literal } = item;
  if (literal === undefined || literal === null) return null;
  if (/^https?:\/\//.test(literal)) {
    return {
      location: redactUrl(literal),
      key: null,
      name: URL.canParse(literal) ? baseName(new URL(literal).pathname) : '',
      read: () =>
        fetchUrl(literal, {
          limit: pictureLimit,
          timeout: fetchTimeout,
          allowPrivateAddresses: context.options.allowPrivateAddresses === true,
          check: (_type, bytes) => (sniffPicture(bytes) === null ? 'no picture at the address' : null),
        }),
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

/** Size and time of the file that a key photo is made from; null where none is, or it has to be fetched. */
export async function photoStamp(item: Item, context: SourceContext): Promise<readonly number[] | null> {
  const source = photoSource(item, context);
  const file = source?.key == null ? null : await storageOf(item, context).stat(source.key);
  return file === null ? null : [file.size, file.modified];
}

function stored(item: Item, key: string, context: SourceContext): PhotoSource {
  const storage = storageOf(item, context);
  const location = storage.location(key);
  return {
    location,
    name: baseName(key),
    key,
    async read() {
      const bytes = await storage.get(key, pictureLimit);
      if (sniffPicture(bytes) === null) throw notAPicture(bytes, location);
      return bytes;
    },
  };
}

import { UnsupportedError } from '../errors/index.js';
import { notAPicture, sniffPicture } from '../formats/picture/index.js';
import { fetchUrl, redactUrl } from '../storage/http/index.js';
import { describeItem, type Item } from './item.js';
import { baseName } from './item-paths.js';
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
  /** Whether it is fetched from another host. */
  readonly isRemote?: boolean;
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
      isRemote: true,
      name: URL.canParse(literal) ? baseName(new URL(literal).pathname) : '',
      read: () =>
        fetchUrl(literal, {
          limit: pictureLimit,
          timeout: fetchTimeout,
          allowPrivateAddresses: context.options.allowPrivateAddresses === true,
          check: (_type, bytes) =>
            sniffPicture(bytes) === null ? 'the address does not give a picture' : null,
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

function stored(item: Item, key: string, context: SourceContext): PhotoSource {
  const storage = storageOf(item, context);
  const location = storage.location(key);
  return {
    location,
    name: baseName(key),
    async read() {
      const bytes = await storage.get(key, pictureLimit);
      if (sniffPicture(bytes) === null) throw notAPicture(bytes, location);
      return bytes;
    },
  };
}

import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { compareCodePoints } from '../../../src/storage/keys.js';
import { operationOf } from './operation.js';
import { type Answer, type Request, readAll } from './request.js';
import type { ServerAddress } from './server-address.js';

interface StoredObject {
  readonly bytes: Buffer;
  /** In quotation marks. */
  readonly etag: string;
  readonly type: string;
  /** Milliseconds of a whole second. */
  readonly modified: number;
}

interface Upload {
  readonly bucket: string;
  readonly key: string;
  readonly type: string;
  readonly begun: number;
  readonly parts: Map<string, StoredObject>;
}

const leastPart = 5 * 1024 ** 2;
const storageClasses = ['STANDARD', 'STANDARD_IA', 'GLACIER', 'INTELLIGENT_TIERING'];

/** A refusal, by its status and code. */
class Refusal extends Error {
  readonly status: number;

  constructor(status: number, code: string) {
    super(code);
    this.status = status;
  }
}

/**
 * The S3 of a process: objects, ranges, pages of listings, copies and uploads in parts, as Ceph has them. It looks at no signature.
 */
export class MemoryStore {
  readonly #buckets = new Map<string, Map<string, StoredObject>>();
  readonly #uploads = new Map<string, Upload>();
  #count = 0;

  /** Objects of a bucket by key. */
  objectsOf(bucket: string): ReadonlyMap<string, { readonly bytes: Buffer }> {
    return this.#bucket(bucket);
  }

  /** Bytes of an object, or a range of them, by its place as addresses have it. */
  read(place: string, range?: string): Buffer {
    const [bucket = '', ...key] = decodeURIComponent(place.slice(1)).split('/');
    const { bytes } = this.#object(bucket, key.join('/'));
    return bytes.subarray(...rangeOf(range && `bytes=${range}`, bytes.length));
  }

  put(bucket: string, key: string, bytes: Buffer, type = 'binary/octet-stream'): StoredObject {
    const object = stored(bytes, type);
    this.#bucket(bucket).set(key, object);
    return object;
  }

  copyBucket(from: string, to: string): void {
    this.#buckets.set(to, new Map(this.#bucket(from)));
  }

  /** Forgets a bucket with all that is in it. */
  drop(bucket: string): void {
    this.#buckets.delete(bucket);
    for (const [id, upload] of this.#uploads) if (upload.bucket === bucket) this.#uploads.delete(id);
  }

  answer(request: Request): Answer {
    try {
      return this.#answer(request);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, message: code } = error;
      return document(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`, status);
    }
  }

  #answer({ method, url, headers, body }: Request): Answer {
    const [bucket = '', ...rest] = url.pathname.slice(1).split('/');
    const key = decodeURIComponent(rest.join('/'));
    const query = url.searchParams;
    const operation = operationOf(method, url, 'x-amz-copy-source' in headers);
    if ('x-amz-storage-class' in headers && !storageClasses.includes(String(headers['x-amz-storage-class'])))
      throw new Refusal(400, 'InvalidStorageClass');
    if (String(headers['content-encoding']).includes('aws-chunked')) throw new Refusal(501, 'NotImplemented');
    const type = headers['content-type'] ?? 'binary/octet-stream';
    switch (operation) {
      case 'CreateBucket':
        if (!this.#buckets.has(bucket)) this.#buckets.set(bucket, new Map());
        return plain(200);
      case 'ListObjectsV2':
        return document(list(this.#bucket(bucket), query));
      case 'ListMultipartUploads':
        this.#bucket(bucket);
        return document(this.#listUploads(bucket, query.get('prefix') ?? ''));
      case 'GetObject':
      case 'HeadObject':
        return give(this.#object(bucket, key), headers);
      case 'PutObject': {
        if (headers['if-none-match'] === '*' && this.#bucket(bucket).has(key))
          throw new Refusal(412, 'PreconditionFailed');
        return plain(200, { etag: this.put(bucket, key, body, type).etag });
      }
      case 'CopyObject': {
        const source = this.#source(headers);
        const isReplaced = headers['x-amz-metadata-directive'] === 'REPLACE';
        const made = this.put(bucket, key, source.bytes, isReplaced ? type : source.type);
        return document(copied('CopyObjectResult', made));
      }
      case 'DeleteObject':
        this.#bucket(bucket).delete(key);
        return plain(204);
      case 'DeleteObjects':
        for (const [, name = ''] of body.toString().matchAll(/<Key>([^<]*)<\/Key>/g))
          this.#bucket(bucket).delete(unescaped(name));
        return document('<DeleteResult/>');
      case 'CreateMultipartUpload': {
        this.#bucket(bucket);
        const id = `upload-${++this.#count}`;
        this.#uploads.set(id, { bucket, key, type, begun: Date.now(), parts: new Map() });
        return document(
          `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
        );
      }
      case 'UploadPart':
      case 'UploadPartCopy': {
        const isCopy = operation === 'UploadPartCopy';
        const { parts } = this.#upload(query);
        const part = stored(isCopy ? this.#source(headers).bytes : body, '');
        parts.set(query.get('partNumber') ?? '', part);
        return isCopy ? document(copied('CopyPartResult', part)) : plain(200, { etag: part.etag });
      }
      case 'CompleteMultipartUpload': {
        const { etag } = this.#complete(this.#upload(query), body);
        this.#uploads.delete(query.get('uploadId') ?? '');
        return document(
          `<CompleteMultipartUploadResult><ETag>${escaped(etag)}</ETag></CompleteMultipartUploadResult>`,
        );
      }
      case 'AbortMultipartUpload':
        this.#upload(query);
        this.#uploads.delete(query.get('uploadId') ?? '');
        return plain(204);
      default:
        throw new Refusal(501, 'NotImplemented');
    }
  }

  #bucket(name: string): Map<string, StoredObject> {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) throw new Refusal(404, 'NoSuchBucket');
    return bucket;
  }

  #object(bucket: string, key: string): StoredObject {
    const object = this.#bucket(bucket).get(key);
    if (object === undefined) throw new Refusal(404, 'NoSuchKey');
    return object;
  }

  #upload(query: URLSearchParams): Upload {
    const upload = this.#uploads.get(query.get('uploadId') ?? '');
    if (upload === undefined) throw new Refusal(404, 'NoSuchUpload');
    return upload;
  }

  /** What a request copies. */
  #source(headers: IncomingHttpHeaders): StoredObject {
    const [bucket = '', ...key] = decodeURIComponent(String(headers['x-amz-copy-source']))
      .replace(/^\//, '')
      .split('/');
    const object = this.#object(bucket, key.join('/'));
    const wanted = headers['x-amz-copy-source-if-match'];
    if (wanted !== undefined && wanted !== object.etag) throw new Refusal(412, 'PreconditionFailed');
    const [first, end] = rangeOf(headers['x-amz-copy-source-range'], object.bytes.length);
    return { ...object, bytes: object.bytes.subarray(first, end) };
  }

  #complete({ bucket, key, type, parts }: Upload, body: Buffer): StoredObject {
    const listed = [...body.toString().matchAll(/<Part>.*?<\/Part>/gs)].map(([text]) => {
      const part = parts.get(/<PartNumber>(\d+)</.exec(text)?.[1] ?? '');
      const etag = unescaped(/<ETag>(.*?)<\/ETag>/.exec(text)?.[1] ?? '');
      if (part === undefined || unquoted(etag) !== unquoted(part.etag)) throw new Refusal(400, 'InvalidPart');
      return part;
    });
    if (listed.length === 0) throw new Refusal(400, 'MalformedXML');
    if (listed.slice(0, -1).some(({ bytes }) => bytes.length < leastPart))
      throw new Refusal(400, 'EntityTooSmall');
    const sums = Buffer.concat(listed.map(({ etag }) => Buffer.from(unquoted(etag), 'hex')));
    const bytes = Buffer.concat(listed.map((part) => part.bytes));
    const object = { bytes, type, modified: thisSecond(), etag: `"${md5(sums)}-${listed.length}"` };
    this.#bucket(bucket).set(key, object);
    return object;
  }

  #listUploads(bucket: string, prefix: string): string {
    const uploads = [...this.#uploads]
      .filter(([, upload]) => upload.bucket === bucket && upload.key.startsWith(prefix))
      .sort(([, a], [, b]) => compareCodePoints(a.key, b.key))
      .map(
        ([id, { key, begun }]) =>
          `<Upload><Key>${escaped(key)}</Key><UploadId>${id}</UploadId><Initiated>${new Date(begun).toISOString()}</Initiated></Upload>`,
      );
    return `<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${uploads.join('')}</ListMultipartUploadsResult>`;
  }
}

const stores = new Map<string, MemoryStore>();

/** The store of this process that serves at an address, if one does. */
export function memoryStoreAt(endpoint: string): MemoryStore | undefined {
  return stores.get(endpoint);
}

/** The object store of this process, as a server that others may ask too. */
export const memory = {
  name: 'an object store in memory',
  isInstalled: () => true,
  async start(): Promise<ServerAddress> {
    const store = new MemoryStore();
    const server = createServer(async (incoming, outgoing) => {
      const { method = '', headers, url = '/' } = incoming;
      const request = {
        method,
        headers,
        url: new URL(url, 'http://localhost'),
        body: await readAll(incoming),
      };
      const answer = store.answer(request);
      outgoing.writeHead(answer.status, answer.headers);
      outgoing.end(method === 'HEAD' ? undefined : answer.body);
    });
    server.keepAliveTimeout = 0;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    server.unref();
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    stores.set(endpoint, store);
    return { endpoint, accessKeyId: 'TESTACCESSKEY', secretAccessKey: 'test-secret-key' };
  },
};

function stored(bytes: Buffer, type: string): StoredObject {
  return { bytes, type, etag: `"${md5(bytes)}"`, modified: thisSecond() };
}

const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');
const thisSecond = () => Math.floor(Date.now() / 1000) * 1000;
const unquoted = (etag: string) => etag.replaceAll('"', '');

function plain(status: number, headers: Record<string, string> = {}, body: Buffer = Buffer.alloc(0)): Answer {
  return { status, headers: { 'content-length': String(body.length), ...headers }, body };
}

function document(xml: string, status = 200): Answer {
  const body = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${xml}`);
  return plain(status, { 'content-type': 'application/xml' }, body);
}

function copied(element: string, { etag, modified }: StoredObject): string {
  const facts = `<LastModified>${new Date(modified).toISOString()}</LastModified><ETag>${escaped(etag)}</ETag>`;
  return `<${element}>${facts}</${element}>`;
}

function give({ bytes, etag, type, modified }: StoredObject, headers: IncomingHttpHeaders): Answer {
  const wanted = headers['if-match'];
  if (wanted !== undefined && unquoted(wanted) !== unquoted(etag))
    throw new Refusal(412, 'PreconditionFailed');
  const [first, end] = rangeOf(headers.range, bytes.length);
  const facts = { etag, 'content-type': type, 'last-modified': new Date(modified).toUTCString() };
  const range = { 'content-range': `bytes ${first}-${end - 1}/${bytes.length}` };
  return headers.range === undefined
    ? plain(200, facts, bytes)
    : plain(206, { ...facts, ...range }, bytes.subarray(first, end));
}

/** First byte and that behind the last of what a header asks for. */
function rangeOf(header: string | string[] | undefined, size: number): [first: number, end: number] {
  const [, from, to = ''] = /^bytes=(\d+)-(\d*)$/.exec(String(header)) ?? [];
  if (from === undefined) return [0, size];
  if (Number(from) >= size) throw new Refusal(416, 'InvalidRange');
  return [Number(from), to === '' ? size : Math.min(size, Number(to) + 1)];
}

/** A page of a listing, by the bytes of keys. */
function list(objects: ReadonlyMap<string, StoredObject>, query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const most = Math.min(1000, Number(query.get('max-keys') ?? 1000));
  const token = query.get('continuation-token');
  const after = token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64').toString();
  const items: string[] = [];
  let last = '';
  let isTruncated = false;
  for (const key of [...objects.keys()].filter((name) => name.startsWith(prefix)).sort(compareCodePoints)) {
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const item = cut < 0 ? key : key.slice(0, cut + delimiter.length);
    if (item === last || compareCodePoints(item, after) <= 0) continue;
    if (items.length >= most) {
      isTruncated = true;
      break;
    }
    last = item;
    items.push(cut < 0 ? content(key, objects.get(key) as StoredObject) : commonPrefix(item));
  }
  const next = isTruncated ? Buffer.from(last).toString('base64') : null;
  const rest = next === null ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`;
  return `<ListBucketResult><KeyCount>${items.length}</KeyCount><IsTruncated>${isTruncated}</IsTruncated>${rest}${items.join('')}</ListBucketResult>`;
}

function content(key: string, { bytes, etag, modified }: StoredObject): string {
  const date = new Date(modified).toISOString();
  return `<Contents><Key>${escaped(key)}</Key><LastModified>${date}</LastModified><ETag>${escaped(etag)}</ETag><Size>${bytes.length}</Size></Contents>`;
}

const commonPrefix = (prefix: string) =>
  `<CommonPrefixes><Prefix>${escaped(prefix)}</Prefix></CommonPrefixes>`;

const entities = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' } as const;

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&${entities[character as keyof typeof entities]};`);
}

function unescaped(text: string): string {
  return Object.entries(entities)
    .toReversed()
    .reduce((all, [character, name]) => all.replaceAll(`&${name};`, character), text);
}

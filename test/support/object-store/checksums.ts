import type { IncomingHttpHeaders } from 'node:http';
import { hashBytes } from '../../../src/storage/hash-file.js';
import type { Answer, Request } from './request.js';
import type { Target } from './target.js';

/** Checksums that are sent with a body, by their headers. */
const headersOf = {
  crc64nvme: 'x-amz-checksum-crc64nvme',
  sha256: 'x-amz-checksum-sha256',
} as const;

interface Asked extends Request {
  readonly operation: string;
}

interface Upload {
  /** Bodies by number. */
  readonly parts: Map<string, Buffer>;
  /** Whether its object is to have a CRC64NVME. */
  readonly hasChecksum: boolean;
}

/**
 * Does with checksums what AWS does and test servers do not: compares those of bodies, parts and completed uploads, gives every
 * object a CRC64NVME of all its bytes (FULL_OBJECT) unless it came with a SHA-256, and answers with it.
 */
export class Checksums {
  readonly #target: Target;
  /** Uploads in parts that are under way, by path and id. */
  readonly #uploads = new Map<string, Upload>();
  /** SHA-256 of objects that were sent with one, by path and ETag. */
  readonly #sha256 = new Map<string, string>();

  constructor(target: Target) {
    this.#target = target;
  }

  /** The code that the server would refuse a request with; null where it would take it. */
  refusal({ operation, url, headers, body }: Asked): string | null {
    const crc64 = headers[headersOf.crc64nvme];
    const type = headers['x-amz-checksum-type'];
    const upload = this.#uploads.get(uploadKey(url));
    if (operation === 'PutObject' || operation === 'UploadPart') {
      if (operation === 'UploadPart' && crc64 !== undefined && upload?.hasChecksum === false)
        return 'InvalidRequest';
      for (const algorithm of ['crc64nvme', 'sha256'] as const) {
        const claimed = headers[headersOf[algorithm]];
        if (claimed !== undefined && claimed !== checksumOf(body, algorithm)) return 'BadDigest';
      }
      const signed = String(headers['x-amz-content-sha256']);
      const isWrong = /^[0-9a-f]{64}$/.test(signed) && hashBytes(body, 'sha256') !== `sha256:${signed}`;
      return isWrong ? 'XAmzContentSHA256Mismatch' : null;
    }
    if (operation === 'CreateMultipartUpload') {
      const isPart = headers['x-amz-checksum-algorithm'] === 'CRC64NVME' && type === 'COMPOSITE';
      return isPart ? 'InvalidRequest' : null;
    }
    if (operation !== 'CompleteMultipartUpload' || upload === undefined) return null;
    const listed = partsOf(body).map(({ number, claimed }) => ({ claimed, sent: upload.parts.get(number) }));
    if (listed.some(({ claimed, sent }) => sent && claimed !== null && claimed !== checksumOf(sent)))
      return 'InvalidPart';
    if (crc64 === undefined || listed.some(({ sent }) => sent === undefined)) return null;
    if (!upload.hasChecksum || type !== 'FULL_OBJECT') return 'InvalidRequest';
    return crc64 === checksumOf(wholeOf(upload, body)) ? null : 'BadDigest';
  }

  /** The answer of the server with what AWS would add to it. */
  async complete(asked: Asked, answer: Answer): Promise<Answer> {
    const { operation, url, headers, body } = asked;
    if (answer.status !== 200) return answer;
    const key = uploadKey(url);
    const upload = this.#uploads.get(key);
    switch (operation) {
      case 'CreateMultipartUpload': {
        const [, id = ''] = /<UploadId>(.*?)</.exec(answer.body.toString()) ?? [];
        const hasChecksum = headers['x-amz-checksum-algorithm'] === 'CRC64NVME';
        this.#uploads.set(`${url.pathname} ${id}`, { parts: new Map(), hasChecksum });
        return answer;
      }
      case 'AbortMultipartUpload':
        this.#uploads.delete(key);
        return answer;
      case 'UploadPart':
        upload?.parts.set(url.searchParams.get('partNumber') ?? '', body);
        return upload?.hasChecksum ? withHeaders(answer, crc64Header(body)) : answer;
      case 'UploadPartCopy': {
        const [, range] = /^bytes=(.*)$/.exec(String(headers['x-amz-copy-source-range'])) ?? [];
        const copied = await this.#target.read(`/${headers['x-amz-copy-source']}`, range);
        upload?.parts.set(url.searchParams.get('partNumber') ?? '', copied);
        return upload?.hasChecksum ? withElements(answer, copied) : answer;
      }
      case 'CompleteMultipartUpload': {
        this.#uploads.delete(key);
        return upload === undefined ? answer : withElements(answer, wholeOf(upload, body));
      }
      case 'CopyObject':
        return withElements(answer, await this.#target.read(url.pathname));
      case 'PutObject': {
        const sha256 = headers[headersOf.sha256];
        if (typeof sha256 !== 'string') return withHeaders(answer, crc64Header(body));
        this.#sha256.set(`${url.pathname} ${answer.headers.etag}`, sha256);
        return withHeaders(answer, { [headersOf.sha256]: sha256 });
      }
      case 'GetObject':
      case 'HeadObject': {
        if (headers['x-amz-checksum-mode'] === undefined || headers.range !== undefined) return answer;
        const sha256 = this.#sha256.get(`${url.pathname} ${answer.headers.etag}`);
        if (sha256 !== undefined) return withHeaders(answer, { [headersOf.sha256]: sha256 });
        const whole = operation === 'GetObject' ? answer.body : await this.#target.read(url.pathname);
        return withHeaders(answer, { ...crc64Header(whole), 'x-amz-checksum-type': 'FULL_OBJECT' });
      }
      default:
        return answer;
    }
  }
}

/** Whether a request has anything to do with checksums. */
export function asksForChecksums(headers: IncomingHttpHeaders): boolean {
  // DeleteObjects needs one, whoever the provider is.
  return Object.keys(headers).some((name) => /^x-amz-checksum-(crc64nvme|algorithm|mode|type)$/.test(name));
}

/** A checksum as requests have it. */
export function checksumOf(bytes: Uint8Array, algorithm: keyof typeof headersOf = 'crc64nvme'): string {
  return Buffer.from(hashBytes(bytes, algorithm).slice(algorithm.length + 1), 'hex').toString('base64');
}

function crc64Header(bytes: Uint8Array): Record<string, string> {
  return { [headersOf.crc64nvme]: checksumOf(bytes) };
}

function withHeaders(answer: Answer, headers: Record<string, string>): Answer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

/** An answer whose document has the checksum of an object too. */
function withElements(answer: Answer, bytes: Uint8Array): Answer {
  const elements = `<ChecksumCRC64NVME>${checksumOf(bytes)}</ChecksumCRC64NVME><ChecksumType>FULL_OBJECT</ChecksumType>`;
  const body = Buffer.from(answer.body.toString().replace(/(<\/\w+>\s*)$/, `${elements}$1`));
  return { ...answer, headers: { ...answer.headers, 'content-length': String(body.length) }, body };
}

/** The parts of a request that completes an upload. */
function partsOf(body: Buffer): { readonly number: string; readonly claimed: string | null }[] {
  return [...body.toString().matchAll(/<Part>.*?<\/Part>/gs)].map(([part]) => ({
    number: /<PartNumber>(\d+)</.exec(part)?.[1] ?? '',
    claimed: /<ChecksumCRC64NVME>(.*?)</.exec(part)?.[1] ?? null,
  }));
}

function wholeOf({ parts }: Upload, body: Buffer): Buffer {
  return Buffer.concat(partsOf(body).map(({ number }) => parts.get(number) ?? Buffer.alloc(0)));
}

function uploadKey(url: URL): string {
  return `${url.pathname} ${url.searchParams.get('uploadId')}`;
}

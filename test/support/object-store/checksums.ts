import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const header = 'x-amz-checksum-sha256';

interface Upload {
  readonly operation: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Does with SHA-256 checksums what AWS does and test servers do not: compares, keeps and gives them back. */
export class Checksums {
  /** Checksum of every object that was written whole, by path and ETag. */
  readonly #objects = new Map<string, string>();
  /** Checksum of every part, by path, upload and number. */
  readonly #parts = new Map<string, string>();

  /** The code that the server would refuse a request with; null where it would take it. */
  refusal({ operation, url, headers, body }: Upload): string | null {
    if (operation === 'PutObject' || operation === 'UploadPart') {
      const claimed = headers[header];
      return claimed === undefined || claimed === digestOf(body) ? null : 'BadDigest';
    }
    if (operation !== 'CompleteMultipartUpload') return null;
    const parts = [...body.toString('utf8').matchAll(/<Part>.*?<\/Part>/gs)].map(([part]) => part);
    const isWrong = parts.some((part) => {
      const number = /<PartNumber>(\d+)</.exec(part)?.[1] ?? '';
      const sent = this.#parts.get(partKey(url, number));
      return sent !== undefined && /<ChecksumSHA256>(.*?)</.exec(part)?.[1] !== sent;
    });
    return isWrong ? 'InvalidPart' : null;
  }

  keep({ operation, url, headers }: Upload, etag: string | string[] | undefined): void {
    const claimed = headers[header];
    if (typeof claimed !== 'string') return;
    if (operation === 'UploadPart') {
      this.#parts.set(partKey(url, url.searchParams.get('partNumber') ?? ''), claimed);
    }
    if (operation === 'PutObject') this.#objects.set(`${url.pathname} ${etag}`, claimed);
  }

  /** The header of an object that was asked for with its checksum. */
  of(url: URL, asked: IncomingHttpHeaders, etag: string | string[] | undefined): Record<string, string> {
    const checksum = this.#objects.get(`${url.pathname} ${etag}`);
    if (checksum === undefined || asked['x-amz-checksum-mode'] === undefined || asked.range !== undefined) {
      return {};
    }
    return { [header]: checksum };
  }
}

/** Whether a request has anything to do with checksums. */
export function asksForChecksums(headers: IncomingHttpHeaders): boolean {
  // DeleteObjects needs one, whoever the provider is.
  return Object.keys(headers).some((name) => /^x-amz-checksum-(sha256|algorithm|mode)$/.test(name));
}

function partKey(url: URL, number: string): string {
  return `${url.pathname} ${url.searchParams.get('uploadId')} ${number}`;
}

function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('base64');
}

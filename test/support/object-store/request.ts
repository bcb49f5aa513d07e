import type { IncomingHttpHeaders } from 'node:http';

/** A request whose body has come. */
export interface Request {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer<ArrayBufferLike>;
}

/** What a server answers. */
export interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer<ArrayBufferLike>;
}

export async function readAll(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  const [only] = chunks;
  return only instanceof Buffer && chunks.length === 1 ? only : Buffer.concat(chunks);
}

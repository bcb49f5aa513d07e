import { Agent, request } from 'node:http';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { MemoryStore } from './memory-store.js';
import { type Answer, type Request, readAll } from './request.js';

/** Where a proxy passes requests on. */
export interface Target {
  answer(request: Request): Promise<Answer> | Answer;
  /** Bytes of an object, or a range of them as `0-9`, by bucket and key as addresses have them. */
  read(place: string, range?: string): Promise<Buffer> | Buffer;
  close(): void;
}

export function memoryTarget(store: MemoryStore): Target {
  return {
    answer: (asked) => store.answer(asked),
    read: (place, range) => store.read(place, range),
    close: () => undefined,
  };
}

/** A server, over connections that are kept; `client` reads what its answers lack. */
export function serverTarget(endpoint: string, client: S3Client): Target {
  const agent = new Agent({ keepAlive: true });
  const ownConnection = new Agent({ keepAlive: false });
  const { hostname, port } = new URL(endpoint);
  const ask = ({ method, url, headers, body }: Request): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const path = `${url.pathname}${url.search}`;
      // Ceph answers in two pieces, of which the second waits for 40 ms on a connection that was used before.
      const where = { hostname, port, agent: method === 'GET' ? ownConnection : agent };
      const asked = request({ ...where, path, method, headers }, async (response) => {
        const kept = { ...response.headers };
        delete kept.connection;
        delete kept['keep-alive'];
        delete kept['transfer-encoding'];
        try {
          const content = await readAll(response);
          if (method !== 'HEAD') kept['content-length'] = String(content.length);
          resolve({ status: response.statusCode ?? 500, headers: kept, body: content });
        } catch (error) {
          reject(error);
        }
      });
      // The server may have given up a connection that was kept.
      const isStale = (error: NodeJS.ErrnoException) => asked.reusedSocket && error.code === 'ECONNRESET';
      asked.on('error', (error) => {
        if (isStale(error)) ask({ method, url, headers, body }).then(resolve, reject);
        else reject(error);
      });
      asked.end(body);
    });
  return {
    answer: ask,
    async read(place, range) {
      const [Bucket, ...key] = decodeURIComponent(place.slice(1)).split('/');
      const wanted = range === undefined ? {} : { Range: `bytes=${range}` };
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: key.join('/'), ...wanted }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    },
    close: () => agent.destroy(),
  };
}

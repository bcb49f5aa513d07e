import { createHash, createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { type Answer, readAll } from './request.js';
import type { ServerAddress } from './server-address.js';

/** Makes plain requests of a server: a tenth of the work of a client of the SDK. */
export interface LightClient {
  /** Fails where the answer is no success. */
  ask(method: string, place: string, body?: Uint8Array): Promise<Answer>;
  close(): void;
}

const region = 'us-east-1';
const unsigned = 'UNSIGNED-PAYLOAD';
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const encoded = (text: string) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** A client that signs with version 4; a place is bucket and key with slashes between. */
export function openLightClient({ endpoint, accessKeyId, secretAccessKey }: ServerAddress): LightClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const ownConnection = new Agent({ keepAlive: false, maxSockets: 16 });
  const { host, hostname, port } = new URL(endpoint);
  const headersOf = (method: string, path: string) => {
    const time = `${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
    const scope = [time.slice(0, 8), region, 's3', 'aws4_request'];
    const headers = { host, 'x-amz-content-sha256': unsigned, 'x-amz-date': time };
    const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
    const names = Object.keys(headers).join(';');
    const canonical = [method, path, '', lines.join(''), names, unsigned].join('\n');
    const digest = createHash('sha256').update(canonical).digest('hex');
    const key = scope.reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
    const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), digest].join('\n');
    const signature = hmac(key, text).toString('hex');
    const credential = `${accessKeyId}/${scope.join('/')}`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`;
    return { ...headers, authorization };
  };
  return {
    ask(method, place, body = new Uint8Array(0)) {
      const path = `/${place.split('/').map(encoded).join('/')}`;
      return new Promise((resolve, reject) => {
        const headers = { ...headersOf(method, path), 'content-length': body.length };
        // Ceph answers in two pieces, of which the second waits for 40 ms on a connection that was used before.
        const where = { hostname, port, agent: method === 'GET' ? ownConnection : agent };
        const asked = request({ ...where, path, method, headers }, async (response) => {
          const { statusCode: status = 500 } = response;
          const content = await readAll(response).catch(reject);
          if (content === undefined) return;
          if (status < 300) resolve({ status, headers: response.headers, body: content });
          else reject(new Error(`${method} ${place}: ${status} ${content.toString()}`));
        });
        asked.on('error', reject);
        asked.end(body);
      });
    },
    close: () => agent.destroy(),
  };
}

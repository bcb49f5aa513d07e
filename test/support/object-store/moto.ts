import { freePort, isInstalled, runServer } from './run-server.js';
import type { ServerAddress } from './server-address.js';

/** The S3 of moto, which does ranges, multipart uploads and copies, but lets everybody do everything. */
export const moto = {
  name: 'moto_server',
  isInstalled: () => isInstalled('/usr/bin/python3', ['-c', 'import moto, flask_cors']),
  async start(): Promise<ServerAddress> {
    const port = await freePort();
    const endpoint = `http://127.0.0.1:${port}`;
    await runServer(
      '/usr/bin/python3',
      ['/usr/bin/moto_server', '-H', '127.0.0.1', '-p', `${port}`],
      endpoint,
    );
    return { endpoint, accessKeyId: 'TESTACCESSKEY', secretAccessKey: 'test-secret-key' };
  },
};

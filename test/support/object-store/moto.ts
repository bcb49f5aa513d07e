import { until } from '../until.js';
import { answers, isInstalled, runServer } from './run-server.js';
import type { ServerAddress } from './server-address.js';

/** The S3 of moto, which does ranges, multipart uploads and copies, but lets everybody do everything. */
export const moto = {
  name: 'moto_server',
  isInstalled: () => isInstalled('/usr/bin/python3', ['-c', 'import moto, flask_cors']),
  async start(): Promise<ServerAddress> {
    const server = runServer('/usr/bin/python3', ['/usr/bin/moto_server', '-H', '127.0.0.1', '-p', '0']);
    const endpoint = () => /Running on (http:\/\/[\d.]+:\d+)/.exec(server.messages())?.[1];
    await until(
      'the address of moto_server',
      () => endpoint() !== undefined || server.process.exitCode !== null,
    );
    const address = endpoint();
    if (address === undefined || !(await answers(server, address))) {
      throw new Error(`moto_server does not start: ${server.messages()}`);
    }
    return { endpoint: address, accessKeyId: 'TESTACCESSKEY', secretAccessKey: 'test-secret-key' };
  },
};

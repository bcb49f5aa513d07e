import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answers, freePort, isInstalled, processDirectory, runServer } from './run-server.js';
import type { ServerAddress } from './server-address.js';

const user = { accessKeyId: 'TESTACCESSKEY', secretAccessKey: 'test-secret-key' };

/**
 * Ceph's object gateway over SQLite. It checks signatures and policies, but gives back wrong bytes for ranges and for
 * multipart objects and copies nothing, so that it serves tests of names, listings and access only.
 */
export const radosgw = {
  name: 'radosgw',
  isInstalled: () => isInstalled('radosgw', ['--version']),
  async start(): Promise<ServerAddress> {
    const directory = processDirectory();
    for (const name of ['db', 'data']) mkdirSync(join(directory, name));
    const config = join(directory, 'ceph.conf');
    // Another process may take the port before the server does.
    for (let attempt = 1; attempt <= 5; attempt++) {
      const port = await freePort();
      const endpoint = `http://127.0.0.1:${port}`;
      writeFileSync(config, configuration(directory, port));
      // Before the server, which would lock the database.
      if (attempt === 1) await createUser(config);
      const server = runServer('radosgw', ['-f', '-c', config, '-n', 'client.admin', '--no-mon-config']);
      if (!(await answers(server, endpoint))) continue;
      return { endpoint, ...user };
    }
    throw new Error('radosgw does not start');
  },
};

/** Its program is stopped once it has printed the user: at its end it may wait for a day for a thread of its own. */
function createUser(config: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let isMade = false;
    const program = execFile(
      'radosgw-admin',
      [
        ...['-c', config, '--no-mon-config', 'user', 'create', '--uid=test', '--display-name=test'],
        `--access-key=${user.accessKeyId}`,
        `--secret-key=${user.secretAccessKey}`,
      ],
      (error) => (isMade || error === null ? resolve() : reject(error)),
    );
    let printed = '';
    program.stdout?.on('data', (text: string) => {
      printed += text;
      isMade ||= /^\}\s*$/m.test(printed);
      if (isMade) program.kill('SIGKILL');
    });
  });
}

function configuration(directory: string, port: number): string {
  return `[global]
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
[client]
rgw backend store = dbstore
rgw config store = dbstore
dbstore db dir = ${directory}/db
dbstore config uri = file:${directory}/db/config.db
rgw frontends = beast endpoint=127.0.0.1:${port}
rgw data = ${directory}/data
log file = ${directory}/log
admin socket = ${directory}/asok
`;
}

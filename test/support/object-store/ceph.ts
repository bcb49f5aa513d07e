import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharedPath } from '../shared.js';
import { freePort, isInstalled } from './run-server.js';
import type { ServerAddress } from './server-address.js';

const script = sharedPath('tools', 'ceph-s3.sh');

/** Runs the server until standard input ends, however this process ends, and leaves nothing behind. */
const run = `
bash "$1" start "$2" "$3" </dev/null || echo failed
cat >/dev/null
pids=$(cat "$2"/{rgw,osd,mon}.pid 2>/dev/null)
bash "$1" stop "$2"
for t in $(seq 50); do kill -0 $pids 2>/dev/null || break; sleep 0.1; done
kill -9 $pids 2>/dev/null
rm -rf "$2"
`;

/** A whole Ceph: monitor, object storage daemon and gateway, which take some 20 seconds to start. */
export const ceph = {
  name: 'Ceph',
  isInstalled: () =>
    existsSync(script) &&
    ['ceph-mon', 'ceph-osd', 'radosgw', 'ceph', 'curl'].every((name) => isInstalled(name, ['--version'])),
  async start(): Promise<ServerAddress> {
    // Another process may take the ports before the server does.
    for (let attempt = 1; attempt <= 3; attempt++) {
      const address = await startAt(await freePort());
      if (address !== null) return address;
    }
    throw new Error('Ceph does not start');
  },
};

/** Null when it does not start. */
function startAt(port: number): Promise<ServerAddress | null> {
  const directory = mkdtempSync(join(tmpdir(), 'cryoet-ceph-'));
  const server = spawn('bash', ['-c', run, 'ceph', script, directory, String(port)], {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    // It would take 4 GiB for its cache.
    env: { ...process.env, CEPH_ARGS: '--osd-memory-target=939524096' },
  });
  return new Promise((resolve) => {
    let text = '';
    server.stdout.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      if (!text.includes('\n')) return;
      const [, endpoint, accessKeyId, secretAccessKey] =
        /^endpoint (\S+) AWS_ACCESS_KEY_ID=(\S+) AWS_SECRET_ACCESS_KEY=(\S+)$/m.exec(text) ?? [];
      for (const pipe of [server.stdin, server.stdout]) (pipe as unknown as Socket).unref();
      server.unref();
      if (endpoint === undefined || accessKeyId === undefined || secretAccessKey === undefined) {
        server.stdin.end();
        resolve(null);
      } else resolve({ endpoint, accessKeyId, secretAccessKey });
    });
  });
}

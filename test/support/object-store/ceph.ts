import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takePorts } from '../server-ports.js';
import { sharedPath } from '../shared.js';
import { isOnPath } from './run-server.js';
import type { ServerAddress } from './server-address.js';

const script = sharedPath('tools', 'ceph-s3.sh');

/**
 * Starts a server unless one runs for the same process, prints where it is, and leaves it there until that process ends, however
 * it does. Others that ask meanwhile wait.
 */
const run = `
exec 7>"$4.lock"
flock 7
if [ -s "$4" ] && curl -s -o /dev/null "$(sed -n 's/^endpoint \\([^ ]*\\).*/\\1/p' "$4")"; then
  cat "$4"
  rmdir "$2"
  exit
fi
${takePorts}
bash "$1" start "$2" "$port" </dev/null >"$4.new" 2>/dev/null 7>&- && mv "$4.new" "$4" && cat "$4" || echo failed
exec 7>&- >/dev/null
tail --pid="$3" -f /dev/null
pids=$(cat "$2"/{rgw,osd,mon}.pid 2>/dev/null)
bash "$1" stop "$2"
for t in $(seq 50); do kill -0 $pids 2>/dev/null || break; sleep 0.1; done
kill -9 $pids 2>/dev/null
rm -rf "$2" "$4" "$4.lock"
`;

/** A whole Ceph: monitor, object storage daemon and gateway, which take some 20 seconds to start. All processes of a run share it. */
export const ceph = {
  name: 'Ceph',
  isInstalled: () =>
    existsSync(script) && ['ceph-mon', 'ceph-osd', 'radosgw', 'ceph', 'curl', 'flock'].every(isOnPath),
  start(): Promise<ServerAddress> {
    const directory = mkdtempSync(join(tmpdir(), 'cryoet-ceph-'));
    // What runs the tests; a test that is run by itself has its own.
    const owner = process.send === undefined ? process.pid : process.ppid;
    const place = join(tmpdir(), `cryoet-ceph-of-${owner}`);
    const shell = spawn('bash', ['-c', run, 'ceph', script, directory, String(owner), place], {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
      // It would take 4 GiB for its cache.
      env: { ...process.env, CEPH_ARGS: '--osd-memory-target=939524096' },
    });
    shell.unref();
    return new Promise((resolve, reject) => {
      let text = '';
      shell.stdout.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
        if (!text.includes('\n')) return;
        const [, endpoint, accessKeyId, secretAccessKey] =
          /^endpoint (\S+) AWS_ACCESS_KEY_ID=(\S+) AWS_SECRET_ACCESS_KEY=(\S+)$/m.exec(text) ?? [];
        if (endpoint === undefined || accessKeyId === undefined || secretAccessKey === undefined)
          reject(new Error(`Ceph does not start: ${text}`));
        else resolve({ endpoint, accessKeyId, secretAccessKey });
      });
    });
  },
};

import { ceph } from './ceph.js';
import { memory } from './memory-store.js';
import { moto } from './moto.js';
import type { ServerProgram } from './object-store.js';

/** The server for tests of what only a real one shows: Ceph, or moto_server where Ceph is not installed. */
export const dataServer: ServerProgram = chosen();

/** The server for all other tests of data, in their process; `CRYOET_TEST_STORE=server` has them on a real one too. */
export const usualServer: ServerProgram = process.env.CRYOET_TEST_STORE === 'server' ? dataServer : memory;

export const bothServers: readonly ServerProgram[] = [dataServer, memory];

function chosen(): ServerProgram {
  if (ceph.isInstalled()) return ceph;
  if (moto.isInstalled())
    process.stdout.write('object stores: Ceph is not installed, moto_server takes its place\n');
  return moto;
}

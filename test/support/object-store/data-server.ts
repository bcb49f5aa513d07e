import { isWhole } from '../long.js';
import { ceph } from './ceph.js';
import { memory } from './memory-store.js';
import { moto } from './moto.js';
import type { ServerProgram } from './object-store.js';

/** Whether all tests of data ask a real server. */
export const isAllOnServer = process.env.CRYOET_TEST_STORE === 'server';

/**
 * The server for tests of what only a real one shows: Ceph, or moto_server where Ceph is not installed. It takes long to start, so that
 * `npm test` alone has them on the one in their process, too.
 */
export const dataServer: ServerProgram = isWhole || isAllOnServer ? chosen() : memory;

/** The server for all other tests of data, in their process; `CRYOET_TEST_STORE=server` has them on a real one too. */
export const usualServer: ServerProgram = isAllOnServer ? dataServer : memory;

/** Both, where there are two. */
export const bothServers: readonly ServerProgram[] = [...new Set([dataServer, memory])];

function chosen(): ServerProgram {
  if (ceph.isInstalled()) return ceph;
  if (moto.isInstalled())
    process.stdout.write('object stores: Ceph is not installed, moto_server takes its place\n');
  return moto;
}

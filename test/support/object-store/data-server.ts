import { ceph } from './ceph.js';
import { moto } from './moto.js';
import type { ServerProgram } from './object-store.js';

/** The server for tests of data: Ceph, or moto_server where Ceph is not installed. */
export const dataServer: ServerProgram = chosen();

function chosen(): ServerProgram {
  if (ceph.isInstalled()) return ceph;
  if (moto.isInstalled())
    process.stdout.write('object stores: Ceph is not installed, moto_server takes its place\n');
  return moto;
}

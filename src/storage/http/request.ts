import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { isPublicAddress, lookupPublic, privateAddress } from './public-address.js';

/**
 * Asks for an http(s) address once, without following redirects. Fails with a StorageError where a host is not to be
 * asked, else with the error of the connection or the signal's reason.
 */
export async function request(
  address: string,
  {
    signal,
    allowPrivateAddresses,
  }: { readonly signal: AbortSignal; readonly allowPrivateAddresses: boolean },
): Promise<IncomingMessage> {
  const { hostname, protocol } = new URL(address);
  const host = hostname.replace(/^\[|\]$/g, '');
  // A literal address is connected to without being looked up.
  if (!allowPrivateAddresses && isIP(host) !== 0 && !isPublicAddress(host)) {
    throw privateAddress(hostname, host);
  }
  // They take a while to load, and most depositions have no address in them.
  const { request: ask } = await (protocol === 'https:' ? import('node:https') : import('node:http'));
  return new Promise((resolve, reject) => {
    const call = ask(
      address,
      {
        signal,
        agent: false,
        headers: { 'user-agent': 'cryoet-ingest' },
        ...(allowPrivateAddresses ? {} : { lookup: lookupPublic }),
      },
      resolve,
    );
    call.on('error', (error) => reject(signal.aborted ? signal.reason : error));
    call.end();
  });
}

import { type LookupAddress, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { StorageError } from '../../errors/index.js';

/** Ranges that are not on the public internet: IANA's special-purpose registries for IPv4 and IPv6. */
const special = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  special.addSubnet(network, prefix, 'ipv4');
}

/** Public IPv6 addresses are given out of this range, but for those that stand for IPv4 ones or for documents. */
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');
const notPublic = new BlockList();
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  notPublic.addSubnet(network, prefix, 'ipv6');
}

/** Whether an IP address is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return isPublicAddress(mapped);
  if (isIP(address) === 4) return !special.check(address, 'ipv4');
  return isIP(address) === 6 && globalUnicast.check(address, 'ipv6') && !notPublic.check(address, 'ipv6');
}

/**
 * Finds a host's addresses as connections do, but fails with a StorageError where one of them is not public: the
 * connection goes to the very addresses that were looked at.
 */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, '');
    const [first] = addresses;
    const inside = addresses.find(({ address }) => !isPublicAddress(address));
    if (inside !== undefined || first === undefined) {
      return callback(privateAddress(hostname, inside?.address ?? 'no address'), '');
    }
    return options.all === true
      ? callback(null, addresses as LookupAddress[])
      : callback(null, first.address, first.family);
  });
};

/** Why an address inside a network is not asked. */
export function privateAddress(host: string, address: string): StorageError {
  return new StorageError('denied', 'an address inside a private network', {
    path: host,
    expected: 'a host with public addresses only',
    found: address,
    hint: 'use --allow-private-addresses if the configuration is to be trusted with it',
  });
}

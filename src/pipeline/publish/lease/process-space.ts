import { readFileSync, readlinkSync } from 'node:fs';

/**
 * Which numbers of processes mean the same as here: the start of this machine and the PID namespace, which containers of one host
 * name do not share. Null where the system does not say.
 */
export function processSpace(): string | null {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return null;
  }
}

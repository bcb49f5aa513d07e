import { createHash } from 'node:crypto';

/** SHA-256 of facts as JSON, where equal facts are equal text; in hexadecimal. */
export function digestOf(facts: unknown): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}

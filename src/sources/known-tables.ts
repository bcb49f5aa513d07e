import type { KnownTable, KnownTables } from '../formats/points/index.js';

/** Tables that are known at a time; each takes some megabytes at most. */
const mostTables = 8;

/** What is known of the tables that were read last. */
export function createKnownTables(): KnownTables {
  const known = new Map<string, KnownTable>();
  return {
    get(table) {
      const facts = known.get(table) ?? null;
      if (facts === null) return null;
      known.delete(table);
      known.set(table, facts);
      return facts;
    },
    set(table, facts) {
      known.set(table, facts);
      for (const oldest of known.keys()) {
        if (known.size <= mostTables) break;
        known.delete(oldest);
      }
    },
  };
}

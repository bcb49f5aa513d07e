import { isJsonObject, type JsonObject, type JsonValue, toNumber } from '../../json/index.js';

/** Keys that tell the records of a list apart, by the key that the list stands at; tried in their order. */
const recordKeys: Readonly<Record<string, readonly (readonly string[])[]>> = {
  authors: [['ORCID'], ['name']],
  files: [['shape', 'format']],
  frames: [['acquisition_order']],
  funding: [['funding_agency_name', 'grant_id']],
  method_links: [['link'], ['link', 'link_type']],
  per_section_alignment_parameters: [['z_index']],
  per_section_parameter: [['z_index']],
  layers: [['name'], ['type', 'name']],
  datasets: [['path']],
  axes: [['name']],
  colors: [['label-value']],
};

/**
 * What tells the records of two lists apart, as one text for each record in order; null where the lists are not
 * records or nothing tells all of them apart, so that they can only be taken by position.
 */
export function identifyRecords(
  name: string,
  a: readonly JsonValue[],
  b: readonly JsonValue[],
): { readonly a: readonly string[]; readonly b: readonly string[] } | null {
  if (!a.every(isJsonObject) || !b.every(isJsonObject)) return null;
  const choices = Object.hasOwn(recordKeys, name) ? recordKeys[name] : undefined;
  for (const keys of choices ?? []) {
    const identities = [a, b].map((records) =>
      (records as JsonObject[]).map((record) => identityOf(record, keys)),
    );
    const isUnique = identities.every((side) => !side.includes(null) && new Set(side).size === side.length);
    if (isUnique) return { a: identities[0] as string[], b: identities[1] as string[] };
    if (choices !== undefined && keys === choices[0]) {
      const mixed = mixedIdentities(choices, a as readonly JsonObject[], b as readonly JsonObject[]);
      if (mixed !== null) return mixed;
    }
  }
  return null;
}

/**
 * Identities where some records lack the first keys: those keys for records that one of each side shares by them, the
 * last keys for the others. Null where no record lacks them or not all can be told apart so.
 */
function mixedIdentities(
  choices: readonly (readonly string[])[],
  a: readonly JsonObject[],
  b: readonly JsonObject[],
): { readonly a: readonly string[]; readonly b: readonly string[] } | null {
  const [first = [], ...others] = choices;
  const last = others.at(-1);
  if (last === undefined) return null;
  const [ofA, ofB] = [a, b].map((records) => records.map((record) => identityOf(record, first))) as [
    (string | null)[],
    (string | null)[],
  ];
  if (![...ofA, ...ofB].includes(null)) return null;
  const counts = [countsOf(ofA), countsOf(ofB)];
  const isShared = (identity: string) => counts.every((count) => count.get(identity) === 1);
  const identities = [
    { records: a, own: ofA },
    { records: b, own: ofB },
  ].map(({ records, own }) =>
    records.map((record, index) => {
      const identity = own[index] ?? null;
      return identity !== null && isShared(identity) ? identity : identityOf(record, last);
    }),
  );
  const isUnique = identities.every((side) => !side.includes(null) && new Set(side).size === side.length);
  return isUnique ? { a: identities[0] as string[], b: identities[1] as string[] } : null;
}

function countsOf(identities: readonly (string | null)[]): Map<string | null, number> {
  const counts = new Map<string | null, number>();
  for (const identity of identities) counts.set(identity, (counts.get(identity) ?? 0) + 1);
  return counts;
}

function identityOf(record: JsonObject, keys: readonly string[]): string | null {
  const parts = keys.map((key) => {
    const value = record[key];
    return typeof value === 'string' ? value : (toNumber(value)?.toString() ?? null);
  });
  return parts.includes(null) ? null : parts.join(' ');
}

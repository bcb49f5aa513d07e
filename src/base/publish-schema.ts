import type { SchemaNode } from './schema.js';

type Published =
  | { readonly [key: string]: Published }
  | readonly Published[]
  | string
  | number
  | boolean
  | null;

/**
 * Returns a schema as a JSON Schema document of draft 7, which every editor supports. Mappings with a title that occur
 * more than once become definitions; our own `x-` keywords are removed. Fails with an Error if two different mappings
 * share a title.
 */
export function publishSchema(schema: SchemaNode, id: string): Published {
  const root = JSON.parse(JSON.stringify(schema)) as Published;
  const uses = new Map<string, { count: number; text: string }>();
  countTitles(root, uses);
  const definitions: Record<string, Published> = {};
  const replaceRepeated = (node: Published): Published => {
    if (typeof node !== 'object' || node === null) return node;
    if (Array.isArray(node)) return node.map(replaceRepeated);
    const title = node === root ? null : titleOf(node);
    const kept = Object.entries<Published>(node as { [key: string]: Published }).filter(
      ([key]) => !key.startsWith('x-'),
    );
    const copy = () => Object.fromEntries(kept.map(([key, value]) => [key, replaceRepeated(value)]));
    if (title === null || (uses.get(title)?.count ?? 0) < 2) return copy();
    definitions[title] ??= copy();
    return { $ref: `#/definitions/${title}` };
  };
  const body = replaceRepeated(root) as Record<string, Published>;
  const sorted = Object.keys(definitions).sort();
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: id,
    ...body,
    ...(sorted.length === 0
      ? {}
      : { definitions: Object.fromEntries(sorted.map((name) => [name, definitions[name] as Published])) }),
  };
}

function titleOf(node: Published): string | null {
  if (typeof node !== 'object' || node === null || !('type' in node) || node.type !== 'object') return null;
  return 'title' in node && typeof node.title === 'string' ? node.title : null;
}

function countTitles(node: Published, uses: Map<string, { count: number; text: string }>): void {
  const title = titleOf(node);
  if (title !== null) {
    const text = JSON.stringify(node);
    const use = uses.get(title);
    if (use !== undefined && use.text !== text) throw new Error(`two schemas have the title ${title}`);
    uses.set(title, { count: (use?.count ?? 0) + 1, text });
    if (use !== undefined) return;
  }
  if (typeof node !== 'object' || node === null) return;
  for (const child of Object.values(node) as Published[]) countTitles(child, uses);
}

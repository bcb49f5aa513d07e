import { readStar } from '../../formats/star/index.js';
import type { InspectedFile } from '../inspected-file.js';
import type { StarBlock, StarFacts } from './table-facts.js';

/** Rows of a table that are kept. */
const shown = 5;

/** The blocks of a STAR file, and the first rows of one of them. */
interface StarContent {
  readonly blocks: readonly StarBlock[];
  rowsOf(block: string): readonly (readonly string[])[];
}

/** Blocks and columns of a STAR file, whatever it is for. Fails with a FormatError that names the line. */
export async function inspectStar(file: InspectedFile): Promise<StarFacts> {
  const { blocks, rowsOf } = await inspectBlocks(file);
  const table = blocks.find(({ rows }) => rows > 0);
  return { kind: 'star', file_format: null, blocks, rows: rowsOf(table?.name ?? '') };
}

/** The blocks of a STAR file; none for a file that is none. */
export async function inspectBlocks(file: InspectedFile): Promise<StarContent> {
  if (!/star$|^cbox$/.test(file.sniffed.format)) return { blocks: [], rowsOf: () => [] };
  const blocks = new Map<
    string,
    { columns: readonly string[]; rows: number; keys: Record<string, string> }
  >();
  const first = new Map<string, (readonly string[])[]>();
  const blockOf = (name: string) => {
    const block = blocks.get(name) ?? { columns: [], rows: 0, keys: {} };
    blocks.set(name, block);
    return block;
  };
  for await (const events of readStar(file.source())) {
    for (const event of events) {
      const block = blockOf(event.block);
      if (event.kind === 'pair') block.keys[event.key] = event.value;
      if (event.kind === 'table') block.columns = event.columns;
      if (event.kind !== 'rows') continue;
      block.rows += event.rows.length;
      const kept = first.get(event.block) ?? [];
      kept.push(...event.rows.slice(0, shown - kept.length).map(({ cells }) => cells));
      first.set(event.block, kept);
    }
  }
  return {
    blocks: [...blocks].map(([name, block]) => ({ name, ...block })),
    rowsOf: (block) => first.get(block) ?? [],
  };
}

import type { SectionName } from '../config/index.js';
import type { SlotName } from '../layout/index.js';
import { toPng } from '../picture/index.js';
import type { IngestContext } from './context.js';
import type { Entity, PlannedOutput } from './entity.js';
import type { EntityType } from './entity-type.js';
import type { Item } from './item.js';
import { fileVariables, itemPath } from './item-paths.js';
import { photoSource } from './photo-source.js';

/** What tells the key photos of datasets from those of depositions. */
export interface KeyPhotoFacts {
  readonly type: EntityType;
  readonly section: SectionName;
  readonly slot: SlotName;
  /** Images there are even when the config names none. */
  readonly defaults: readonly string[];
}

/** An entity whose items are one picture each: `snapshot` or `thumbnail`. */
export function keyPhoto({ type, section, slot, defaults }: KeyPhotoFacts): Entity {
  const outputs = async (item: Item, context: IngestContext): Promise<PlannedOutput[]> => {
    const source = photoSource(item, context);
    if (source === null) return [];
    const { extension } = fileVariables(source.name);
    const path = itemPath(item, slot, context.options.layout, {
      image: fileVariables(item.name).stem,
      extension: extension.toLowerCase() || 'png',
    });
    return [{ slot, path, from: source.location, bytes: null }];
  };
  return {
    type,
    section,
    children: [],
    grouping: 'each',
    defaults,
    outputs,
    async importData(item, context) {
      const source = photoSource(item, context);
      const [output] = await outputs(item, context);
      if (source === null || output === undefined) {
        return { bytesWritten: 0, skipped: true, notes: ['no picture configured'] };
      }
      const picture = await source.read();
      const bytes = output.path.endsWith('.png') ? await toPng(picture, source.location) : picture;
      await context.output.put(output.path, bytes);
      return { bytesWritten: bytes.length };
    },
  };
}

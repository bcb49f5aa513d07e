import type { Issue } from '../issues/index.js';
import type { Item } from './item.js';
import type { SourceContextName, SourceContexts } from './rules/contexts.js';

/** Compares sources with each other and with the configuration. */
export interface SourceChecks {
  /** What the headers and side-car files around an item contradict of it; gathered once an item. */
  ofItem(item: Item): Promise<readonly Issue[]>;
  /** What is wrong with facts of an item that were read already. */
  ofFacts<Name extends SourceContextName>(
    name: Name,
    facts: SourceContexts[Name],
    item: Item,
  ): readonly Issue[];
}

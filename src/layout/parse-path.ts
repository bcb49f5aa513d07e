import { type Layout, otherLayout, type SlotName, slots, type Variable, variablePatterns } from './slots.js';
import { templateExpression } from './template-expression.js';

/** A path of a tree, understood. */
export interface ParsedPath {
  readonly slot: SlotName;
  readonly variables: Readonly<Partial<Record<Variable, string>>>;
  /** Path inside a zarr or directory slot; empty for a file slot or the directory itself. */
  readonly inside: string;
  /** The layout that has the slot there. */
  readonly layout: Layout;
}

/** The slot a path takes in a layout, or null when the layout has no place for it. */
export function parsePath(path: string, layout: Layout): ParsedPath | null {
  for (const { slot, expression } of matchers[layout]) {
    const match = expression.exec(path);
    if (match !== null) {
      const { inside = '', ...variables } = match.groups ?? {};
      return { slot, variables, inside, layout };
    }
  }
  return null;
}

/** The slot a path takes in a tree's own layout, else in the other one; null when neither has a place for it. */
export function parseAnyPath(path: string, own: Layout): ParsedPath | null {
  return parsePath(path, own) ?? parsePath(path, otherLayout(own));
}

interface Matcher {
  readonly slot: SlotName;
  readonly expression: RegExp;
}

const matchers: Readonly<Record<Layout, readonly Matcher[]>> = {
  documented: compile('documented'),
  portal: compile('portal'),
};

function compile(layout: Layout): Matcher[] {
  const names = Object.keys(slots) as SlotName[];
  return names
    .map((slot) => ({ slot, expression: compileSlot(slot, layout), freedom: freedom(slot, layout) }))
    .sort((a, b) => a.freedom - b.freedom);
}

function compileSlot(slot: SlotName, layout: Layout): RegExp {
  const source = templateExpression(slots[slot].path[layout], (variable) => variablePatterns[variable]);
  const tail = slots[slot].kind === 'file' ? '' : '(?:/(?<inside>.*))?';
  return new RegExp(`^${source}${tail}$`);
}

/**
 * Fixed names are tried before free ones: `frames_metadata.json` is not a frame. A variable that the directories
 * above have set already leaves no freedom.
 */
function freedom(slot: SlotName, layout: Layout): number {
  const path = slots[slot].path[layout];
  const file = path.split('/').at(-1) ?? '';
  const directory = path.slice(0, path.length - file.length);
  return (file.match(/\{\w+\}/g) ?? []).filter((variable) => !directory.includes(variable)).length;
}

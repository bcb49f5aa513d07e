import { type Layout, layouts, type SlotName, slots, type Variable, variablePatterns } from './slots.js';

/** A path of a tree, understood. */
export interface ParsedPath {
  readonly slot: SlotName;
  readonly variables: Readonly<Partial<Record<Variable, string>>>;
  /** Path inside a zarr or directory slot; empty for a file slot or the directory itself. */
  readonly inside: string;
}

/** The slot a path takes in a layout, or null when the layout has no place for it. */
export function parsePath(path: string, layout: Layout): ParsedPath | null {
  for (const { slot, expression } of matchers[layout]) {
    const match = expression.exec(path);
    if (match !== null) {
      const { inside = '', ...variables } = match.groups ?? {};
      return { slot, variables, inside };
    }
  }
  return null;
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
  const seen = new Set<string>();
  const source = slots[slot].path[layout]
    .split(/(\{\w+\})/)
    .map((part) => {
      if (!part.startsWith('{')) return part.replaceAll(/[.\\+*?^$()[\]|]/g, String.raw`\$&`);
      const name = part.slice(1, -1) as Variable;
      if (seen.has(name)) return String.raw`\k<${name}>`;
      seen.add(name);
      return `(?<${name}>${variablePatterns[name]})`;
    })
    .join('');
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

/** The layouts whose table has a place for a path; both for paths that the two name alike. */
export function layoutsOfPath(path: string): Layout[] {
  return layouts.filter((layout) => parsePath(path, layout) !== null);
}

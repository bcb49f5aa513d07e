import type { Tree } from './mutation.js';

/** Returns the bytes of a file; fails if it does not exist. */
export function bytesAt(tree: Tree, path: string): Uint8Array {
  const bytes = tree.get(path);
  if (bytes === undefined) throw new Error(`the good tree has no ${path}`);
  return bytes;
}

/** Sets a value of a JSON document; `key` is a path like `authors.0.name`. */
export function setJson(path: string, key: string, value: unknown): (tree: Tree) => void {
  return editParent(path, key, (parent, last) => {
    parent[last] = value;
  });
}

/** Removes a key from a JSON document, or an item from a list. */
export function unsetJson(path: string, key: string): (tree: Tree) => void {
  return editParent(path, key, (parent, last) => {
    if (!(last in parent)) throw new Error(`${path} has no ${key}`);
    if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else delete parent[last];
  });
}

function editParent(
  path: string,
  key: string,
  edit: (parent: Record<string, unknown>, last: string) => void,
): (tree: Tree) => void {
  return (tree) => {
    const document = JSON.parse(Buffer.from(bytesAt(tree, path)).toString()) as Record<string, unknown>;
    const steps = key.split('.');
    const last = steps.pop() ?? '';
    let parent = document;
    for (const step of steps) parent = parent[step] as Record<string, unknown>;
    edit(parent, last);
    tree.set(path, textBytes(JSON.stringify(document)));
  };
}

/** Changes a copy of a file's bytes. */
export function editBytes(
  path: string,
  edit: (bytes: Buffer, view: DataView) => Uint8Array | undefined,
): (tree: Tree) => void {
  return (tree) => {
    const bytes = Buffer.from(bytesAt(tree, path));
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    tree.set(path, new Uint8Array(edit(bytes, view) ?? bytes));
  };
}

/** Changes a text file; fails if the text does not occur. */
export function editText(
  path: string,
  search: string | RegExp,
  by: string | ((found: string) => string),
): (tree: Tree) => void {
  return (tree) => {
    const before = Buffer.from(bytesAt(tree, path)).toString();
    const after = before.replace(search, (found) => (typeof by === 'string' ? by : by(found)));
    if (after === before) throw new Error(`${path} does not hold ${search}`);
    tree.set(path, textBytes(after));
  };
}

export function add(path: string, content: string | Uint8Array = 'x'): (tree: Tree) => void {
  return (tree) => {
    tree.set(path, typeof content === 'string' ? textBytes(content) : content);
  };
}

export function remove(...paths: readonly string[]): (tree: Tree) => void {
  return (tree) => {
    for (const path of paths) if (!tree.delete(path)) throw new Error(`the good tree has no ${path}`);
  };
}

/** Removes every file below a directory. */
export function removeBelow(directory: string): (tree: Tree) => void {
  return (tree) => {
    for (const path of [...tree.keys()]) if (path.startsWith(`${directory}/`)) tree.delete(path);
  };
}

/** Moves a file, or every file below a directory. */
export function rename(from: string, to: string): (tree: Tree) => void {
  return (tree) => {
    let count = 0;
    for (const [path, bytes] of [...tree]) {
      if (path !== from && !path.startsWith(`${from}/`)) continue;
      tree.delete(path);
      tree.set(to + path.slice(from.length), bytes);
      count += 1;
    }
    if (count === 0) throw new Error(`the good tree has no ${from}`);
  };
}

/** Copies a directory beside itself. */
export function copy(from: string, to: string): (tree: Tree) => void {
  return (tree) => {
    for (const [path, bytes] of [...tree]) {
      if (path.startsWith(`${from}/`)) tree.set(to + path.slice(from.length), bytes);
    }
  };
}

/** Copies one file. */
export function copyFile(from: string, to: string): (tree: Tree) => void {
  return (tree) => tree.set(to, tree.get(from) as Uint8Array);
}

/** Applies several changes one after the other. */
export function all(...changes: readonly ((tree: Tree) => void)[]): (tree: Tree) => void {
  return (tree) => {
    for (const change of changes) change(tree);
  };
}

export function textBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

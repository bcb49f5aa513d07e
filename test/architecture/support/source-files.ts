import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Token, tokenize } from './lexer.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** A TypeScript file, by its path below the folder that was asked for. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly imports: readonly Import[];
}

/** Something imported or exported from elsewhere; types count like values, and `import()` like either. */
export interface Import {
  /** As it is written. */
  readonly specifier: string;
  /** Path of the file below the same folder; null for packages. */
  readonly path: string | null;
  readonly line: number;
}

/** The files below a folder of the project, ascending. */
export function sourceFiles(folder: 'src' | 'test' | 'assembly'): SourceFile[] {
  const base = join(root, folder);
  return filesBelow(base)
    .sort()
    .map((file) => {
      const text = readFileSync(file, 'utf8');
      const tokens = tokenize(text);
      return { path: relative(base, file), text, tokens, imports: importsOf(tokens, file, base) };
    });
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? filesBelow(path) : path.endsWith('.ts') ? [path] : [];
  });
}

/** A string is imported from when `from`, `import` or `import(` stands before it. */
function importsOf(tokens: readonly Token[], file: string, base: string): Import[] {
  const code = tokens.filter(({ kind }) => kind !== 'comment');
  return code.flatMap(({ kind, text: specifier, line }, index): Import[] => {
    if (kind !== 'string' || !/(?:\bfrom|\bimport|\bimport\()\s*$/.test(code[index - 1]?.text ?? ''))
      return [];
    const isOwn = specifier.startsWith('.');
    const path = isOwn ? relative(base, join(dirname(file), specifier.replace(/\.js$/, '.ts'))) : null;
    return [{ specifier, path, line }];
  });
}

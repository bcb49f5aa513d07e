import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** An example of the documentation. */
export interface ApiExample {
  readonly name: string;
  readonly code: string;
  /** What its `console.log(…); // …` lines say that they print. */
  readonly prints: readonly string[];
}

/** Blocks of JavaScript in docstrings of the public API and in docs/api.md. */
export function readApiExamples(): ApiExample[] {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const sources = readdirSync(`${root}src/api`).filter((name) => name.endsWith('.ts'));
  const files = [...sources.map((name) => `src/api/${name}`), 'docs/api.md'];
  return files.flatMap((file) => {
    const text = readFileSync(root + file, 'utf8').replaceAll(/^ \* ?/gm, '');
    return [...text.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code = ''], index) => ({
      name: `${file} (${index + 1})`,
      code,
      prints: [...code.matchAll(/^console\.log\(.*\); \/\/ (.*)$/gm)].map(([, printed = '']) => printed),
    }));
  });
}

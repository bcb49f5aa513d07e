import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('the terms of the project in messages');

const root = fileURLToPath(new URL('../../../', import.meta.url));

interface Terms {
  readonly rules: readonly { readonly expected: string; readonly pattern: string }[];
}

const quoted = /'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`|"((?:[^"\\\n]|\\.)*)"/g;

/** Sentences and phrases between quotation marks, without those in comments. */
function phrasesOf(source: string): string[] {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
  return [...code.matchAll(quoted)]
    .map(([text]) => text.slice(1, -1))
    .filter((text) => /[a-z] [a-z]/i.test(text));
}

test('are those that the documents are held to', async () => {
  const { rules } = load(await readFile(join(root, 'website/prose/terms.yml'), 'utf8')) as Terms;
  const patterns = rules.map(({ expected, pattern }) => {
    const [, source = '', flags = ''] = /^\/(.*)\/([a-z]*)$/.exec(pattern) ?? [];
    return { expected, regex: new RegExp(source, flags) };
  });
  assert.ok(patterns.length > 15);
  const found: string[] = [];
  for (const name of await readdir(join(root, 'src'), { recursive: true })) {
    if (!name.endsWith('.ts')) continue;
    for (const phrase of phrasesOf(await readFile(join(root, 'src', name), 'utf8'))) {
      for (const { expected, regex } of patterns) {
        if (regex.test(phrase)) found.push(`${name}: ${phrase}: write ${expected}`);
      }
    }
  }
  assert.equal(found, []);
});

test.run();

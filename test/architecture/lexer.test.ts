import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { tokenize } from './support/lexer.js';

const test = suite('tokens of TypeScript');

const literalsOf = (source: string) =>
  tokenize(source)
    .filter(({ kind }) => kind !== 'code')
    .map(({ kind, text }) => `${kind} ${text}`);

test('tells strings, templates, regular expressions and comments apart', () => {
  assert.equal(literalsOf(`const a = 'b"c' + "d'e"; // f 'g'`), [
    'string b"c',
    "string d'e",
    "comment // f 'g'",
  ]);
  assert.equal(literalsOf(`f(\`a\${b + \`c\${d}\`}e\`)`), [
    'template a',
    'template c',
    'template ',
    'template e',
  ]);
  assert.equal(literalsOf(`\`\${{ a: 1 }.a}b\``), ['template ', 'template b']);
  assert.equal(literalsOf(String.raw`x.replace(/['/\/]/g, '\'')`), [
    String.raw`regex ['/\/]`,
    String.raw`string \'`,
  ]);
  assert.equal(literalsOf('/* a\n/b/ */ c'), ['comment /* a\n/b/ */']);
});

test('takes divisions for what they are', () => {
  for (const source of ['a[0] / b / c', 'a! / b! / c', 'f(a) / 2 / b', `\`\${a / b}\` / 2`]) {
    assert.equal(
      literalsOf(source).filter((literal) => literal.startsWith('regex')),
      [],
      source,
    );
  }
  assert.equal(literalsOf('!/a/.test(b)'), ['regex a']);
  assert.equal(literalsOf('return /a/;'), ['regex a']);
});

test('counts lines', () => {
  const tokens = tokenize(`a\n'b'\n\`c\n\${d}\n\`\n/* \n */ 'e'`);
  assert.equal(
    tokens.filter(({ kind }) => kind === 'string').map(({ line }) => line),
    [2, 7],
  );
});

test.run();

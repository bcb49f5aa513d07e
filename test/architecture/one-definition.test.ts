import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sourceFiles } from './support/source-files.js';

const test = suite('one definition');

/** Code of every file without its comments. */
const files = sourceFiles('src').map(({ path, tokens }) => ({
  path,
  code: tokens
    .filter(({ kind }) => kind !== 'comment')
    .map(({ kind, text }) => (kind === 'string' ? `'${text}'` : text))
    .join(''),
}));

/** What tells that a file defines something which must be defined once. */
const tellTales: Readonly<Record<string, RegExp>> = {
  // `12: 'float16'`, `[12, grey('float16')]`, `[12, 2]` (bytes of a sample), `float16: 12`
  'table of MRC modes':
    /\b12\s*[,:]\s*(?:(?:\w+\()?'float16'|2\s*\])|\b101\s*[,:]\s*'packed4'|\bfloat16'?\s*:\s*12\b/,
  // `f8: 'float64'`, `['f8', 'float64']`, `f8: ['float64', 8]`, `float32: '<f4'`
  'table of zarr data types': /\bf8'?\s*[,:]\s*\[?\s*'float64'|\bfloat32'?\s*:\s*'<f4'/,
  // `Math.ceil(shape[axis] / chunk[axis])`
  'grid of chunks': /Math\.ceil\(\s*\w+(?:\[axis\]!?)?\s*\/\s*\(?\s*(?:\w+\.)*(?:chunks?|block)\[axis\]/,
  // `Math.ceil(n / 2 ** level)`, `Math.ceil(z / step)`
  'shape of a level': /Math\.ceil\(\s*\w+\s*\/\s*\(?2\s*\*\*|Math\.ceil\(\s*n?[zyx]\s*\/\s*step\b/,
  // `mrcHeaderBytes = 1024`, and another name for it
  // `new Tinypool({`
  'pool of workers': /\bnew\s*Tinypool\(/,
  'length of the MRC header': /\b\w*header\w*(?:bytes|length|size)\w*\s*=\s*(?:1024|mrcHeaderBytes)\b/i,
};

for (const [name, pattern] of Object.entries(tellTales)) {
  test(`there is one ${name}`, () => {
    const own = files.filter(({ code }) => pattern.test(code)).map(({ path }) => path);
    assert.is(own.length, 1, `${name}: ${own.join(', ') || 'none'}`);
  });
}

test.run();

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Token, tokenize } from './support/lexer.js';
import { type SourceFile, sourceFiles } from './support/source-files.js';

const test = suite('spelling of paths');

const directoryNames = [
  'Alignments',
  'Annotations',
  'DepositionMetadata',
  'Frames',
  'Gains',
  'IdentifiedObjects',
  'Images',
  'NeuroglancerPrecompute',
  'Reconstructions',
  'TiltSeries',
  'Tomograms',
  'VoxelSpacing',
  'depositions_metadata',
];
const directory = new RegExp(`^[\\^(]*(?:${directoryNames.join('|')})(?![A-Za-z_-])`);
const file =
  /(?:^|\W)(?:(?:deposition|dataset|run|frames|tiltseries|alignment|identified_objects|tomogram)_metadata|tomogram-metadata|identified_objects|neuroglancer[-_]config)\\?\.json$|^key-photo-|_precompute$|_ctf\\?\.txt$/;

/** A sentence for people may name a file: two words with a blank between them. */
const prose = /[\p{L}\d,.:;`)’]\s+[\p{L}\d(`{]/u;
/** Titles of schemas are names of types, which happen to be those of directories; modules are no files of the tree. */
const notAPath = /(?:\bmapping\(|\btitle:|\bfrom|\bimport\(?)\s*$/;

/** Literals of a file that spell a name of the tree. */
function spelled(tokens: readonly Token[]): Token[] {
  const parts = tokens.filter(({ kind }) => kind !== 'comment');
  return parts.filter(({ kind, text }, index) => {
    if (kind === 'code' || (kind !== 'regex' && prose.test(text))) return false;
    if (notAPath.test(parts[index - 1]?.text ?? '')) return false;
    const components = text.split(kind === 'regex' ? /\\?\// : '/');
    return components.some((component) => directory.test(component) || file.test(component));
  });
}

test('tells names of the tree from other words', () => {
  const count = (source: string) => spelled(tokenize(source)).length;
  for (const source of [
    "const a = 'Frames';",
    `const a = \`\${run}/TiltSeries/\${id}\`;`,
    `const a = \`\${run}/VoxelSpacing\${name}\`;`,
    "name.replace(/^VoxelSpacing/, '')",
    'const a = /\\/VoxelSpacing(\\d+)\\//.exec(path);',
    "const a = ['run_metadata.json'];",
    `const a = \`\${directory}/identified_objects.json\`;`,
    `const a = \`\${f(\`\${b}\`)}/Frames/frames_metadata.json\`;`,
  ]) {
    assert.is(count(source), 1, source);
  }
  for (const source of [
    "const a = 'Frames of one tilt series come from one camera';",
    "const a = 'a dataset without dataset_metadata.json cannot be shown';",
    '/** Schema of `run_metadata.json`. */',
    "mapping('Frames', 'All frames.')",
    'const Frames = TiltSeries / Images / 2;',
    "const kind = 'run_metadata';",
    "import type { FramesContext } from './Frames/Images.js';",
  ]) {
    assert.is(count(source), 0, source);
  }
});

test('names of the tree are spelled in tree/layout only', () => {
  const elsewhere = sourceFiles('src').filter(({ path }) => !path.startsWith('tree/layout/'));
  const shown = ({ path, tokens }: SourceFile) =>
    spelled(tokens).map(({ text, line }) => `${path}:${line} spells ${JSON.stringify(text)}`);
  assert.equal(elsewhere.flatMap(shown), []);
});

/** A layout decides by a table with a row for each, which does not compile without one; so does `layouts[0]`. */
test('no layout is named outside of tree/layout, but in such tables', () => {
  const named = sourceFiles('src')
    .filter(({ path }) => !path.startsWith('tree/layout/'))
    .flatMap(({ path, tokens }) =>
      tokens
        .filter(({ kind, text }) =>
          kind === 'string' ? text === 'documented' : kind === 'code' && /\.documented\b/.test(text),
        )
        .map(({ line }) => `${path}:${line}`),
    );
  assert.equal(named, []);
});

test.run();

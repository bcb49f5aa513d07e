import { CryoetError } from '../../../src/base/errors.js';
import { decodeJson } from '../../../src/base/json-text.js';
import { checkConfig, loadConfig } from '../../../src/deposition/config/load-config.js';
import { parseRunDataMap, parseRunMapCsv } from '../../../src/deposition/run-tables.js';
import { parseAngleList } from '../../../src/formats/alignment/alignment-section.js';
import { parseSectionLists } from '../../../src/formats/alignment/imod-alignment.js';
import { readAlignment } from '../../../src/formats/alignment/read-alignment.js';
import { countCaptions } from '../../../src/formats/caption.js';
import { ctfFormats, parseCtf } from '../../../src/formats/ctf/ctf-formats.js';
import { parseMdoc } from '../../../src/formats/mdoc.js';
import { matchRawTilts, requireKeys } from '../../../src/formats/mdoc-sections.js';
import { decodeText } from '../../../src/formats/text.js';
import { viewerLayers } from '../../../src/neuroglancer/read-layers.js';
import { tinyConfig } from '../../support/tiny-config.js';
import { layers } from '../../validate/support/good-precomputes.js';
import { contentOf, type InputFiles, single, type Target } from '../target.js';

const mdoc = `PixelSpacing = 5.4
Voltage = 300
ImageSize = 924 958

[T = SerialEM: Digitized on a camera]

[T =     Tilt axis angle = 85.3, binning = 4  spot = 8  camera = 0]

[ZValue = 0]
TiltAngle = 0.001
StagePosition = 1 2
ExposureDose = 3
NumSubFrames = 8
SubFramePath = D:\\DATA\\TS_01_000_0.0.mrc
FrameDosesAndNumber = 0.5 3 0.25 4
DateTime = 01-Jan-20  10:00:00

[ZValue = 1]
TiltAngle = 3.01
SubFramePath = D:\\DATA\\TS_01_001_3.0.mrc
`;
const alignment = new Map(
  Object.entries({
    'a.xf': '1 0 0 1 10 -20\n0 -1 1 0 5 7\n1.01 0.02 -0.02 1.01 10 20\n',
    'a.tlt': '-3.0\n0.0\n3.0\n',
    'a.xtilt': '0.1\n0.2\n0.3\n',
    'tilt.com':
      '# a comment\n$tilt -StandardInput\nEXCLUDELIST 1,3-4\nOFFSET 0.5\nSHIFT 0.0 1.5\n$if (-e ./savework) ./savework\n',
  }).map(([path, text]) => [path, Buffer.from(text)]),
);
const aln = `# AreTomo Alignment / Priims bprmMn
# RawSize = 4092 5760 41
# NumPatches = 0
# DarkFrame =     0    0   -60.00
# AlphaOffset =     0.00
# BetaOffset =    -1.50
# SEC     ROT         GMAG       TX          TY      SMEAN     SFIT    SCALE     BASE     TILT
    0   -84.9000    1.00000     10.500     -3.250     1.00     1.00     1.00     0.00    -57.00
    1   -84.9000    1.00000      0.000      0.000     1.00     1.00     1.00     0.00    -54.00
# Local Alignment
`;
const ctf: Readonly<Record<string, readonly string[]>> = {
  CTFFIND: ['# one\n# two\n1.000000 24000.5 23000 -42.32 0.5 0.1138 inf\n2 1 2 3 4 5 6 1\n'],
  Gctf: ['; c\n% c\n2.9 25000 24000 45.5 0.12 4.1\n4 1 2 3 90 0.5 6\n'],
  IMOD: [
    '1 0 0.0 0.0 0 3\n1 1 -60.0 -60.0 3000 3100 12.5\n2 2 -57 -57 3000 3100 12.5 30\n',
    '1 1 -60.0 -60.0 3000 2\n2 2 -57.0 -57.0 3010\n',
  ],
};
const runData = 'run_name\ttilt_min\ttilt_max\nTS_001\t-60\t60\nTS_002\t-57\t57\n';
const captions = JSON.stringify({ captions: [{ text: 'a' }], objects: [{ text: 'b', id: 1 }] });

/** The text of a file, or nothing where it is none. */
function allowed(action: () => unknown): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof CryoetError)) throw error;
  }
}

function target(name: string, seeds: readonly string[], read: (text: string) => void): Target {
  return {
    name,
    seeds: async () => seeds.map(single),
    read: (files) => read(decodeText(contentOf(files), 'a')),
  };
}

export const textTargets: readonly Target[] = [
  target('mdoc', [mdoc], (text) => {
    const parsed = parseMdoc(text, 'a.mdoc');
    allowed(() => {
      const sections = requireKeys(parsed, ['TiltAngle'], 'a.mdoc');
      matchRawTilts([0.001, 3], sections, { rawtlt: 'a.rawtlt', mdoc: 'a.mdoc' });
    });
  }),
  {
    name: 'alignment',
    seeds: async () => [alignment, new Map([['a.aln', Buffer.from(aln)]])],
    read(files: InputFiles) {
      const texts = [...files].map(([path, bytes]) => ({ path, text: decodeText(bytes, path) }));
      allowed(() => readAlignment(texts, null));
      for (const file of texts) {
        allowed(() => parseAngleList(file));
        allowed(() => parseSectionLists(file));
      }
    },
  },
  target('ctf', Object.values(ctf).flat(), (text) => {
    for (const { names } of ctfFormats) allowed(() => parseCtf(text, names[0], 'a'));
  }),
  target('run-maps', [runData, runData.replaceAll('\t', ',')], (text) => {
    allowed(() => parseRunDataMap(text, 'a.tsv'));
    allowed(() => parseRunMapCsv(text, 'a.csv'));
  }),
  {
    name: 'captions',
    seeds: async () => [single(captions)],
    read(files) {
      allowed(() => countCaptions(contentOf(files), 'global', 'a'));
      allowed(() => countCaptions(contentOf(files), 'annotation', 'a'));
    },
  },
  {
    name: 'configuration',
    seeds: async () => [single(tinyConfig), single('a: &x [1, 2]\nb: *x\nc: {d: |\n  text\n  }\n')],
    read(files) {
      checkConfig(contentOf(files), 'a.yaml');
      loadConfig(contentOf(files), 'a.yaml');
    },
  },
  {
    name: 'json',
    seeds: async () => [
      single('{"a": [1, 2.5, -3e4, null, true], "b": {"c": "d\\u00e9"}, "e": [[[[]]]]}'),
      single(captions),
    ],
    read(files) {
      allowed(() => decodeJson(contentOf(files), 'a'));
      decodeJson(contentOf(files), 'a', { asFloats: true });
    },
  },
  {
    name: 'viewer-state',
    seeds: async () => [single(JSON.stringify({ dimensions: { x: [1e-9, 'm'] }, layers }))],
    read: (files) => viewerLayers(decodeJson(contentOf(files), 'a'), '10801'),
  },
];

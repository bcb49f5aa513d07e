import { CryoetError } from '../../../src/base/errors.js';
import { readAlignment } from '../../../src/formats/alignment/read-alignment.js';
import { ctfFormats, parseCtf } from '../../../src/formats/ctf/ctf-formats.js';
import { parseMdoc } from '../../../src/formats/mdoc.js';
import { mergeMdocs, requireKeys } from '../../../src/formats/mdoc-sections.js';
import { decodeText } from '../../../src/formats/text.js';
import { parseXml } from '../../../src/formats/xml.js';
import { contentOf, type InputFiles, single, type Target } from '../target.js';

const columns = [
  'rlnTomoNominalStageTiltAngle',
  'rlnMicrographName',
  'rlnTomoXTilt',
  'rlnTomoYTilt',
  'rlnTomoZRot',
  'rlnTomoXShiftAngst',
  'rlnTomoYShiftAngst',
  'rlnDefocusU',
  'rlnDefocusV',
  'rlnDefocusAngle',
  'rlnCtfFigureOfMerit',
  'rlnCtfMaxResolution',
];
const star = (block: string, names: readonly string[], rows: readonly string[]) =>
  [`data_${block}`, '', 'loop_ ', ...names.map((name, index) => `_${name} #${index + 1} `), ...rows, ''].join(
    '\n',
  );
const relion = star('TS_1', columns, [
  '-30.0 frames/047.mrc 0.0 -27.49 4.995921 -924.07 27.85 51324.29 51841.23 150.34 0.0088 19.25',
  '-29.0 2@stack.mrcs 0.0 -26.49 4.996776 276.59 1.02 56652.50 57169.98 120.41 0.0087 17.71',
]);
const list = star(
  'global',
  ['rlnTomoName', 'rlnTomoTiltSeriesStarFile', 'rlnTomoTiltSeriesPixelSize'],
  ['other tilt_series/other.star 9', 'TS_1 tilt_series/TS_1.star 2.5'],
);
const gctf = star(
  '',
  [
    'rlnMicrographName',
    'rlnDefocusU',
    'rlnDefocusV',
    'rlnDefocusAngle',
    'rlnFinalResolution',
    'rlnPhaseShift',
  ],
  ['split.mrc.01 35268.35 35036.40 21.26 6.51 90', 'split.mrc.02 34332.65 35647.82 10.49 8.67 0'],
);
const grid = (name: string, values: readonly number[]) =>
  `<${name} Width="1" Height="1" Depth="${values.length}">${values
    .map((value, z) => `<Node X="0" Y="0" Z="${z}" Value="${value}" />`)
    .join('\n')}</${name}>`;
const warp = `<?xml version="1.0" encoding="utf-16"?>
<TiltSeries AreAnglesInverted="False" PlaneNormal="0, 0, 1">
<Angles>-52\r\n-50</Angles><UseTilt>True\r\nFalse</UseTilt><AxisAngle>83.2\r\n83.2</AxisAngle>
<AxisOffsetX>51.3\r\n23.2</AxisOffsetX><AxisOffsetY>-95.6\r\n-110.2</AxisOffsetY>
<CTF><Param Name="PixelSize" Value="1.97100" /></CTF>
${grid('GridCTF', [3.409815, 3.398723])}${grid('GridCTFDefocusDelta', [0.01914939, 0.01914939])}
${grid('GridCTFDefocusAngle', [164, 164])}${grid('GridCTFPhase', [0, 0.25])}
</TiltSeries>`;
const heading =
  '# SEC     ROT         GMAG       TX          TY      SMEAN     SFIT    SCALE     BASE     TILT';
const rows = [
  '    0   -12.6611    1.00000     24.786     -2.677     1.00     1.00     1.00     0.00    -3.00',
  '    2    30.0000    1.00000     10.000    -20.000     1.00     1.00     1.00     0.00     3.00',
];
const aretomo1 = ['# 2 0', heading, ...rows, ''].join('\n');
const aretomo2 = [
  '# AreTomo Alignment / Priims bprmMn ',
  '# RawSize = 100 80 3',
  '# DarkFrames = 1',
  '# NumPatches = 0',
  '# Dark frame =     1    1     0.00',
  heading,
  ...rows,
  '# Local Alignment',
  '',
].join('\n');
const dualAxis = new Map(
  Object.entries({
    'midzone2a.xf': '1 0 0 1 0 0\n1 0 0 1 0 0\n1 0 0 1 0 0\n',
    'midzone2a.tlt': '-3\n0\n3\n',
    'tilta.com': '$tilt -StandardInput\nEXCLUDELIST 1\n',
    'tiltb.com': 'EXCLUDELIST2 2-3\n',
  }).map(([path, text]) => [path, Buffer.from(text)] as const),
);
const movie = (angle: number, dose: number, frame: string) =>
  `T = SerialEM: Titan Krios\nVoltage = 300\n\n[FrameSet = 0]\nTiltAngle = ${angle}\nExposureTime = 0.75\nPriorRecordDose = ${dose}\nSubFramePath = ${frame}\nNumSubFrames = 10\nDateTime = 06-Jun-23  23:5${dose}:13\n`;

function allowed(action: () => unknown): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof CryoetError)) throw error;
  }
}

const named = (files: InputFiles) =>
  [...files].map(([path, bytes]) => ({ path, text: decodeText(bytes, path) }));
const input = (files: Readonly<Record<string, string>>): InputFiles =>
  new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));

/** Alignments and CTF estimates of programs beside those that the portal's ingestion reads. */
export const otherTextTargets: readonly Target[] = [
  {
    name: 'other-alignments',
    seeds: async () => [
      input({ 'TS_1.star': relion }),
      input({ 'TS_1.star': relion, 'aligned_tilt_series.star': list }),
      input({ 'TS_1.xml': warp }),
      input({ 'a.aln': aretomo1 }),
      input({ 'a.aln': aretomo2 }),
      dualAxis,
    ],
    read(files) {
      const texts = named(files);
      for (const format of [null, 'RELION', 'WARP', 'ARETOMO3', 'IMOD'])
        allowed(() => readAlignment(texts, format, { pixelSize: 2 }));
    },
  },
  {
    name: 'other-ctf',
    seeds: async () => [relion, gctf, warp].map(single),
    read(files) {
      const text = decodeText(contentOf(files), 'a');
      for (const { names } of ctfFormats) allowed(() => parseCtf(text, names[0], 'a'));
      allowed(() => parseCtf(text, 'auto', 'a'));
    },
  },
  {
    name: 'frame-sets',
    seeds: async () => [input({ 'a.mdoc': movie(9.99, 2, 'C:\\a.mrc'), 'b.mdoc': movie(11.98, 4, 'b.mrc') })],
    read(files) {
      const mdocs = named(files).map(({ path, text }) => ({ path, mdoc: parseMdoc(text, path) }));
      allowed(() => {
        const merged = mergeMdocs(mdocs);
        if (merged !== null) requireKeys(merged, ['ZValue', 'TiltAngle', 'SubFramePath'], 'a');
      });
    },
  },
  {
    name: 'xml',
    seeds: async () => [single(warp), single('<a b="c">d<!-- e --><f/><![CDATA[g]]>&amp;</a>')],
    read: (files) => parseXml(decodeText(contentOf(files), 'a'), 'a'),
  },
];

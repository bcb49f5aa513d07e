import { cp, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alignmentFormats } from '../../src/formats/alignment/read-alignment.js';
import { ctfFormats } from '../../src/formats/ctf/ctf-formats.js';
import { ingestWithReport } from '../support/ingest-report.js';
import { runInProcess } from '../support/run-in-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../support/tiny-deposition.js';
import { readJsonFile } from '../support/tree.js';
import { assertDeepValid } from './support/assert-deep-valid.js';

const test = suite('a run of every format of alignments and CTF tables');

/** The tilt series of TS_002: four sections of 10 Å a pixel. */
const tilts = [-11.7, 0.3, 12.3, 24.3];
const rotation = -95.25;
const offsets = [5.5, 5.544, 6.315, 6.185].map((x, index) => [x, index - 2.5] as const);
const spacing = 10;
const defoci = [3012.8, 3121, 3129.2, 3143.7].map((u, index) => [10 * u, 10 * u - 400, 30 + index] as const);

const star = (block: string, columns: readonly string[], rows: readonly (readonly unknown[])[]) =>
  `\ndata_${block}\n\nloop_\n${columns.map((name, at) => `_${name} #${at + 1}`).join('\n')}\n${rows.map((row) => row.join(' ')).join('\n')}\n`;
const aln = (header: readonly string[], sections: readonly (readonly [sec: number, index: number])[]) =>
  [
    '# AreTomo Alignment / Priims bprmMn ',
    ...header,
    '# SEC     ROT         GMAG       TX          TY      SMEAN     SFIT    SCALE     BASE     TILT',
    ...sections.map(
      ([sec, index]) => `${sec} ${rotation} 1.0 ${offsets[index]?.join(' ')} 1.0 1.0 1.0 0.0 ${tilts[index]}`,
    ),
    '',
  ].join('\n');
const places = [0, 1, 2, 3];
const relion = star(
  'TS',
  [
    'rlnTomoNominalStageTiltAngle',
    'rlnDefocusU',
    'rlnDefocusV',
    'rlnDefocusAngle',
    ...['XTilt', 'YTilt', 'ZRot', 'XShiftAngst', 'YShiftAngst'].map((name) => `rlnTomo${name}`),
  ],
  places.map((index) => [
    tilts[index],
    ...(defoci[index] ?? []),
    0,
    tilts[index],
    rotation,
    ...(offsets[index] ?? []).map((value) => value * spacing),
  ]),
);
const gctf = star(
  '',
  ['rlnMicrographName', 'rlnDefocusU', 'rlnDefocusV', 'rlnDefocusAngle'],
  places.map((index) => [`split.mrc.0${index + 1}`, ...(defoci[index] ?? [])]),
);
const list = (name: string, values: readonly unknown[]) => `<${name}>${values.join('\n')}</${name}>\n`;
const grid = (name: string, values: readonly number[]) =>
  `<${name} Width="1" Height="1" Depth="4">${values.map((value, z) => `<Node X="0" Y="0" Z="${z}" Value="${value}"/>`).join('')}</${name}>\n`;
const warp = `<TiltSeries LevelAngleX="0" LevelAngleY="-0.3">
${list(
  'Angles',
  tilts.map((tilt) => 0.3 - tilt),
)}${list(
  'AxisAngle',
  places.map(() => rotation),
)}${list(
  'AxisOffsetX',
  offsets.map(([x]) => x * spacing),
)}${list(
  'AxisOffsetY',
  offsets.map(([, y]) => y * spacing),
)}${grid(
  'GridCTF',
  defoci.map(([u, v]) => (u + v) / 2e4),
)}${grid(
  'GridCTFDefocusDelta',
  defoci.map(([u, v]) => (u - v) / 1e4),
)}${grid(
  'GridCTFDefocusAngle',
  defoci.map(([, , angle]) => angle),
)}</TiltSeries>
`;
const [cos, sin] = [Math.cos((rotation * Math.PI) / 180), Math.sin((rotation * Math.PI) / 180)];
const transforms = offsets.map(([x, y]) => [cos, sin, -sin, cos, -(cos * x + sin * y), sin * x - cos * y]);
const columns = (phase: readonly number[], row: readonly number[]) => [...row, ...phase, 0.1, 9].join(' ');
const numbered = (phase: readonly number[]) =>
  defoci.map((row, index) => `${index + 1} ${columns(phase, row)}`).join('\n');
const views = defoci.map(
  ([u, v, angle], index) => `${index + 1} ${index + 1} 0 0 ${u / 10} ${v / 10} ${angle}`,
);
/** A CETS data set of one run, whose alignment and estimates are those of the others. */
const cets = (id: string) => {
  const images = defoci.map(([defocus_u, defocus_v, defocus_angle], section) => ({
    id: `${section}`,
    section,
    ctf_metadata: { defocus_u, defocus_v, defocus_angle },
  }));
  const projection_alignments = places.map((index) => {
    const [x, z] = [Math.cos, Math.sin].map((of) => of(((tilts[index] ?? 0) * Math.PI) / 180)) as [
      number,
      number,
    ];
    const affine = [
      [cos * x, -sin, cos * z],
      [sin * x, cos, sin * z],
      [-z, 0, x],
    ];
    const translation = offsets[index]?.map((value) => value * spacing);
    const frames = { input: 'physical', output: 'physical' };
    return { tilt_image_id: `${index}`, ...frames, sequence: [{ affine }, { translation }] };
  });
  const alignments = [{ tilt_series_id: 'ts', projection_alignments }];
  return JSON.stringify({ regions: [{ id, tilt_series: [{ id: 'ts', images }], alignments }] });
};

interface Run {
  readonly name: string;
  readonly alignment: { readonly format: string; readonly files: Readonly<Record<string, string>> };
  readonly ctf: { readonly format: string; readonly file: string; readonly content: string };
}

const runs: readonly Run[] = [
  {
    name: 'TS_011',
    alignment: {
      format: 'IMOD',
      files: { xf: transforms.map((row) => row.join(' ')).join('\n'), tlt: tilts.join('\n') },
    },
    ctf: { format: 'IMOD', file: 'defocus', content: `1 0 0 0 0 3\n${views.join('\n')}\n` },
  },
  {
    // AreTomo 1.2
    name: 'TS_012',
    alignment: {
      format: 'ARETOMO3',
      files: {
        aln: aln(
          ['# 4  0'],
          [
            [0, 0],
            [1, 1],
            [2, 2],
            [3, 3],
          ],
        ),
      },
    },
    ctf: { format: 'CTFFIND', file: 'ctf.txt', content: `# Columns\n${numbered([0])}\n` },
  },
  {
    // AreTomo2 of a stack that begins with the highest tilt
    name: 'TS_013',
    alignment: {
      format: 'ARETOMO3',
      files: {
        aln: aln(
          ['# RawSize = 17 14 4', '# NumPatches = 0'],
          [
            [3, 3],
            [2, 2],
            [1, 1],
            [0, 0],
          ],
        ),
      },
    },
    ctf: { format: 'Gctf', file: 'ctf.txt', content: `${numbered([])}\n` },
  },
  {
    name: 'TS_014',
    alignment: { format: 'RELION', files: { star: relion } },
    ctf: { format: 'RELION', file: 'ctf.star', content: relion },
  },
  {
    name: 'TS_015',
    alignment: { format: 'WARP', files: { xml: warp } },
    ctf: { format: 'WARP', file: 'ctf.xml', content: warp },
  },
  {
    // AreTomo3
    name: 'TS_016',
    alignment: {
      format: 'ARETOMO3',
      files: {
        aln: aln(
          ['# RawSize = 17 14 4', '# AlphaOffset = 0.30', '# BetaOffset = 0.00'],
          [
            [1, 0],
            [2, 1],
            [3, 2],
            [4, 3],
          ],
        ),
      },
    },
    ctf: { format: 'auto', file: 'ctf.star', content: gctf },
  },
  {
    name: 'TS_017',
    alignment: { format: 'CETS', files: { 'TS_017 data.json': cets('TS_017') } },
    ctf: { format: 'CETS', file: 'TS_017 data.json', content: cets('TS_017') },
  },
];

/** Copies all files of TS_002 for a run of another name. */
async function addRun(tiny: TinyDeposition, name: string): Promise<void> {
  const root = dirname(tiny.source('run_data.tsv'));
  for (const folder of ['frames', 'gains', 'tiltseries', 'tomograms']) {
    for (const file of await readdir(join(root, folder))) {
      if (!file.includes('TS_002')) continue;
      const copy = `${folder}/${file.replace('TS_002', name)}`;
      await cp(tiny.source(`${folder}/${file}`), tiny.source(copy));
      if (file.endsWith('.mdoc'))
        await tiny.editSource(copy, (bytes) => bytes.toString('latin1').replaceAll('TS_002', name));
    }
  }
  await tiny.editSource('run_data.tsv', (bytes) => {
    const row = /^TS_002.*$/m.exec(bytes.toString())?.[0] ?? '';
    return `${bytes.toString().trimEnd()}\n${row.replace('TS_002', name)}\n`;
  });
}

const only = (name: string) => `        parent_filters: {include: {run: [${name}]}}\n`;

test('every format is among them', () => {
  const used = (names: readonly string[]) => [...new Set(names)].sort();
  assert.equal(
    used(runs.map(({ alignment }) => alignment.format)),
    alignmentFormats.map(({ name }) => name).sort(),
  );
  assert.equal(
    used(runs.map(({ ctf }) => ctf.format).filter((format) => format !== 'auto')),
    ctfFormats.map(({ names: [name] }) => name).sort(),
  );
});

test('gives all runs the same alignment and CTF, and is valid as deep as can be', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    let [alignments, ctfs] = ['alignments:\n', 'ctfs:\n'];
    for (const { name, alignment, ctf } of runs) {
      await addRun(tiny, name);
      const globs: string[] = [];
      for (const [extension, content] of Object.entries(alignment.files)) {
        await tiny.editSource(`alignments/${name}.${extension}`, () => content);
        globs.push(`alignments/{run_name}.${extension}`);
      }
      await tiny.editSource(`ctf/${name}_${ctf.file}`, () => ctf.content);
      alignments += `  - metadata: {format: ${alignment.format}, method_type: projection_matching}\n    sources:\n      - source_multi_glob: {list_globs: [${globs.map((glob) => `'${glob}'`).join(', ')}]}\n${only(name)}`;
      ctfs += `  - metadata: {format: ${ctf.format}}\n    sources:\n      - source_glob: {list_glob: 'ctf/{run_name}_${ctf.file}'}\n${only(name)}`;
    }
    await tiny.editConfig(/ctfs:\n[\s\S]*?(?=identified_objects:)/, ctfs + alignments);
    const { result, report } = await ingestWithReport(tiny, '--filter', 'run=TS_01.');
    const failed = report.items.filter(({ status }) => status === 'failed');
    assert.is(result.status, 0, JSON.stringify(failed, null, 1).slice(0, 3000));
    for (const { name } of runs) {
      const aligned = await readJsonFile(
        tiny.published(`10801/${name}/Alignments/100/alignment_metadata.json`),
      );
      const rows = aligned.per_section_alignment_parameters as unknown as readonly Record<string, never>[];
      const rounded = (value: number) => Number(value.toFixed(6)) + 0;
      assert.equal(
        rows.map((row) =>
          [
            row.z_index,
            row.tilt_angle,
            row.volume_x_rotation,
            row.in_plane_rotation,
            row.x_offset,
            row.y_offset,
          ]
            .flat(2)
            .map((value) => rounded(value as unknown as number)),
        ),
        places.map((index) =>
          [index, tilts[index] ?? 0, 0, cos, -sin, sin, cos, ...(offsets[index] ?? [])].map(rounded),
        ),
        name,
      );
      const series = JSON.parse(
        await readFile(tiny.published(`10801/${name}/TiltSeries/100/tiltseries_metadata.json`), 'utf8'),
      ) as { per_section_parameter: readonly Record<string, number>[] };
      assert.equal(
        series.per_section_parameter.map((row) =>
          [row.major_defocus, row.minor_defocus, row.astigmatic_angle].map((value) =>
            rounded(value ?? Number.NaN),
          ),
        ),
        defoci.map((row) => row.map(rounded)),
        name,
      );
    }
    await assertDeepValid(tiny.output);
  }));

test('one CETS data set of several runs is decoded once, and each run gets its own region', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const names = ['TS_031', 'TS_032'];
    for (const name of names) await addRun(tiny, name);
    const regions = names.map((name) => ({
      ...(JSON.parse(cets(name)) as { regions: readonly [object] }).regions[0],
      annotations: [{ id: 'ribosomes' }],
    }));
    const text = JSON.stringify({ name: 'two runs', regions });
    await tiny.editSource('cets.json', () => text);
    const source = 'sources: [{source_glob: {list_glob: cets.json}}]';
    await tiny.editConfig(
      /ctfs:\n[\s\S]*?(?=identified_objects:)/,
      `ctfs:\n  - metadata: {format: CETS}\n    ${source}\nalignments:\n  - metadata: {format: CETS}\n    ${source}\n`,
    );
    const decoded: string[] = [];
    const { parse } = JSON;
    JSON.parse = (given: string, ...rest) => {
      if (given === text) decoded.push(given);
      return parse(given, ...rest);
    };
    const only = ['--filter', 'run=TS_03.'];
    const planned = await ingestWithReport(tiny, ...only, '--dry-run');
    const { result, report } = await ingestWithReport(tiny, ...only).finally(() => {
      JSON.parse = parse;
    });
    assert.is(result.status, 0, JSON.stringify(report.items.filter(({ status }) => status === 'failed')));
    assert.is(decoded.length, 2, 'once in the dry run, once in the ingest');
    const copies = planned.report.items.filter(({ type }) => type === 'alignment' || type === 'ctf');
    const sizes = copies.flatMap(({ outputs }) => outputs.map(({ bytes }) => bytes));
    for (const [index, name] of names.entries()) {
      const { annotations: _, ...region } = regions[index] ?? { annotations: [] };
      const own = { name: 'two runs', regions: [region] };
      assert.equal(sizes, Array(4).fill(JSON.stringify(own).length));
      for (const file of ['Alignments/100/cets.json', `TiltSeries/100/${name}_CETS_ctf.txt`]) {
        const published = await readJsonFile(tiny.published(`10801/${name}`), file);
        assert.equal(published, own, file);
      }
    }
    const validated = await runInProcess(['validate', tiny.output, '--format', 'json', '--quiet']);
    const { findings } = JSON.parse(validated.stdout) as { findings: readonly { code: string }[] };
    const unread = findings.filter(({ code }) => /^(?:CTF|SECTION|ALIGNMENT)_/.test(code));
    assert.equal(unread, []);
    const again = await ingestWithReport(tiny, ...only);
    const repeated = again.report.items.filter(({ type }) => type === 'alignment' || type === 'ctf');
    assert.equal(
      repeated.map(({ status }) => status),
      Array(4).fill('unchanged'),
    );
  }));

test('one STAR file of several tilt series gives each run its own block, and refuses the others', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const names = ['TS_021', 'TS_022', 'TS_023'];
    for (const name of names) await addRun(tiny, name);
    const columns = [
      ...['rlnDefocusU', 'rlnDefocusV', 'rlnDefocusAngle'],
      ...['YTilt', 'ZRot', 'XShiftAngst', 'YShiftAngst'].map((name) => `rlnTomo${name}`),
    ];
    // As WarpTools names blocks. TS_023 has none.
    const blocks = names.slice(0, 2).map((name, index) =>
      star(
        `${name}.tomostar`,
        columns,
        tilts.map((tilt) => [33350.7 - 5000 * index, 33000, 'None', tilt, rotation + index, 0, 0]),
      ),
    );
    await tiny.editSource('all_tomograms.star', () => blocks.join(''));
    const source = 'sources: [{source_glob: {list_glob: all_tomograms.star}}]';
    await tiny.editConfig(
      /ctfs:\n[\s\S]*?(?=identified_objects:)/,
      `ctfs:\n  - metadata: {format: RELION}\n    ${source}\nalignments:\n  - metadata: {format: RELION}\n    ${source}\n`,
    );
    const { report } = await ingestWithReport(tiny, '--filter', 'run=TS_02.');
    const wrong = report.items.filter(({ status }) => status === 'failed' || status === 'not reached');
    assert.equal(wrong.map(({ run, type, status }) => `${run} ${type} ${status}`).sort(), [
      'TS_023 alignment not reached',
      'TS_023 tiltseries failed',
    ]);
    const [{ error } = { error: null }] = wrong.filter(({ type }) => type === 'tiltseries');
    assert.match(error?.message ?? '', 'expected a block data_TS_023, found 2 blocks: data_TS_021.tomostar');
    for (const [index, name] of names.slice(0, 2).entries()) {
      const at = (file: string) => readJsonFile(tiny.published(`10801/${name}`), file);
      const [section] = (await at('TiltSeries/100/tiltseries_metadata.json'))
        .per_section_parameter as unknown as [Record<string, number | null>];
      assert.equal([section.major_defocus, section.astigmatic_angle], [33350.7 - 5000 * index, null]);
      const [aligned] = (await at('Alignments/100/alignment_metadata.json'))
        .per_section_alignment_parameters as unknown as [{ in_plane_rotation: readonly [readonly number[]] }];
      const turn = Math.acos(aligned.in_plane_rotation[0][0] ?? 0) * (180 / Math.PI);
      assert.ok(Math.abs(turn + rotation + index) < 1e-6, `${turn}`);
    }
    // The tree is read by the same names.
    const { stdout } = await runInProcess(['validate', tiny.output, '--format', 'json', '--quiet']);
    const { findings } = JSON.parse(stdout) as { findings: readonly { code: string; run: string | null }[] };
    const unread = findings.filter(({ code }) => /^(?:CTF|SECTION|ALIGNMENT)_/.test(code));
    assert.equal([...new Set(unread.map(({ run, code }) => `${run} ${code}`))], ['TS_023 CTF_UNREADABLE']);
  }));

test.run();

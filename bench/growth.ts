// What must not grow faster than its input, and how little is kept of each of many things: `npm run campaign -- growth`. Ends with 1
// where more is taken. Four times the input may take eight times as long: a look at all others for each would take sixteen times.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { matchRegex } from '../src/deposition/config/regex.js';
import { collect } from '../src/deposition/finders/source-search.js';
import { parseRunDataMap } from '../src/deposition/run-tables.js';
import { VolumesOfRuns } from '../src/deposition/volumes-of-runs.js';
import { parseCtf } from '../src/formats/ctf/ctf-formats.js';
import { rootPattern } from '../src/formats/file-head.js';
import { parseMdoc } from '../src/formats/mdoc.js';
import { readGlb } from '../src/formats/mesh/glb.js';
import { parseXml } from '../src/formats/xml.js';
import { UnitLedger } from '../src/pipeline/publish/unit-ledger.js';
import { createReportBuilder } from '../src/pipeline/walk/ingest-report.js';
import { ItemLog } from '../src/pipeline/walk/item-log.js';
import { PackedRecords } from '../src/pipeline/walk/packed-records.js';
import { comparisonBlocks } from '../src/report/comparison/comparison-blocks.js';
import { Listing } from '../src/storage/listing-cache.js';
import { foldConsequences } from '../src/validate/consequences.js';
import type { TreeIssue } from '../src/validate/finding.js';
import { parseAmiraHeader } from '../src/volume/source/amira-format.js';
import { buildGlb } from '../test/formats/support/build-meshes.js';
import { makeContext } from '../test/pipeline/support/make-context.js';
import { makeItem } from '../test/pipeline/support/make-item.js';
import { MemoryStorage } from '../test/pipeline/support/memory-storage.js';
import { entity, reportOf, value } from '../test/report/comparison/made-report.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const numbered = <Value>(count: number, make: (index: number) => Value) =>
  Array.from({ length: count }, (_, index) => make(index));
/** Reads what is refused at its end. */
const refused = (read: () => unknown) => {
  try {
    read();
  } catch {
    return;
  }
  throw new Error('expected a refusal');
};
const started = '1970-01-01T00:00:00.000Z';
const amira = '# AmiraMesh BINARY-LITTLE-ENDIAN 2.1\n';

interface Growth {
  readonly count: number;
  /** Makes the input, and returns what is measured. */
  readonly of: (count: number) => (() => unknown) | Promise<() => unknown>;
}

const growths: Readonly<Record<string, Growth>> = {
  'brackets within a line of an mdoc': {
    count: 1_000_000,
    of: (count) => () => parseMdoc(`Odd = ${']'.repeat(count)}x]]\n[ZValue = 0]`, 'a.mdoc'),
  },
  'empty lines of a Gctf log': {
    count: 500_000,
    of: (count) => () => refused(() => parseCtf('\n'.repeat(count), 'gctf', 'a.log')),
  },
  'blanks behind an Amira lattice': {
    count: 1_000_000,
    of: (count) => () =>
      refused(() =>
        parseAmiraHeader(
          Buffer.from(`${amira}define Lattice 4 3 2\nLattice { byte Data }${' '.repeat(count)}x\n`),
          'a.am',
        ),
      ),
  },
  'empty lines of an Amira header': {
    count: 1_000_000,
    of: (count) => () =>
      refused(() => parseAmiraHeader(Buffer.from(`${amira}${'\n'.repeat(count)}`), 'a.am')),
  },
  'quotes that no tag closes': {
    count: 40_000,
    of: (count) => () => refused(() => parseXml('<a b="'.repeat(count), 'a.xml')),
  },
  'comments before a root': {
    count: 50_000,
    of: (count) => {
      const text = `<?xml version="1.0"?>\n${'<!--by a program-->\n'.repeat(count)}<other>`;
      return () => rootPattern('<VTKFile', '<marker_set').test(text);
    },
  },
  'parts of a mesh that are almost alike': {
    count: 2500,
    of: (count) => {
      const bytes = mesh(count);
      return () => readGlb(bytes, 'a.glb');
    },
  },
  ...Object.fromEntries(
    ['(a+)+$', '(a|a)*b', '(.*)*x', '(a*)*(a*)*(a*)*b', '(?:a?){30}a{30}b'].map((pattern) => [
      `names for ${pattern}`,
      { count: 20_000, of: (count: number) => () => matchRegex(pattern).test(`${'a'.repeat(count)}!`) },
    ]),
  ),
  'paths of one name': {
    count: 50_000,
    of: (count) => {
      const paths = numbered(count, (index) => `${index}/a`);
      return () => collect(paths.map((key) => ({ name: 'a', origin: 'source', key })));
    },
  },
  'side-car files that two runs each have': {
    count: 4000,
    of: (count) => {
      const volumes = new VolumesOfRuns();
      for (const run of numbered(count, (index) => index))
        for (const kind of ['CTF table', 'mdoc'] as const)
          volumes.noteContent([run >> 1], kind, `run_${run}`, `run_${run}.${kind}`);
      return () => volumes.warnings();
    },
  },
  'files of a ledger': {
    count: 50_000,
    of: async (count) => {
      const header = { tool: '0', input: '/in', config: 'c' };
      const ledger = await UnitLedger.open(
        new MemoryStorage('out'),
        { kind: 'run', dataset: '10801', run: 'TS_001' },
        header,
        () => new Date(0),
      );
      const paths = numbered(count, (index) => `d/${index}`);
      const note = (made: string) =>
        ledger.note({
          ...{ item: made, type: 'gain', made, noted: started, sources: [] },
          proof: { tool: '0', settings: 's', sources: 'i', output: 'o' },
          files: paths.map((path) => ({ path, bytes: 1, digest: null })),
        });
      return () => {
        note('a');
        note('b');
        for (const path of paths.slice(0, count / 2)) ledger.forget(path);
        ledger.forget('d');
      };
    },
  },
  'runs and changes of a comparison': {
    count: 3000,
    of: (count) => () => comparisonBlocks(comparison(count)),
  },
  'findings that follow from others': {
    count: 5000,
    of: (count) => {
      const findings = numbered(count, (index) => [
        finding('FILE_EMPTY', `r/f${index}`),
        finding('FILE_UNREFERENCED', `r/f${index}`),
        { ...finding('REFERENCE_MISSING', `r/m${count - index}`), expected: 'r/x' },
        finding('JSON_INVALID', `r/j${index}`),
      ]).flat();
      return () => foldConsequences(findings);
    },
  },
};

/** Returns a GLB file with parts of 30 triangles that have the same points, and differ in the last triangle only. */
function mesh(count: number): Uint8Array {
  const last = (part: number) => [part % 30, Math.floor(part / 30) % 30, Math.floor(part / 900)];
  const corners = new Uint16Array(
    numbered(count, (part) => [...numbered(87, (at) => at % 3), ...last(part)]).flat(),
  );
  const points = Float32Array.from({ length: 90 }, (_, at) => at);
  const size = points.byteLength + corners.byteLength;
  const json = {
    ...{ asset: { version: '2.0' }, scene: 0, scenes: [{ nodes: [0] }], nodes: [{ mesh: 0 }] },
    meshes: [{ primitives: numbered(count, (part) => ({ attributes: { POSITION: 0 }, indices: part + 1 })) }],
    accessors: [
      { bufferView: 0, componentType: 5126, count: 30, type: 'VEC3', min: [0, 1, 2], max: [87, 88, 89] },
      ...numbered(count, (part) => ({
        ...{ bufferView: 1, byteOffset: 180 * part, componentType: 5123, count: 90, type: 'SCALAR' },
      })),
    ],
    bufferViews: [
      { buffer: 0, byteLength: points.byteLength },
      { buffer: 0, byteOffset: points.byteLength, byteLength: corners.byteLength },
    ],
    buffers: [{ byteLength: size }],
  };
  return buildGlb(json, Buffer.concat([Buffer.from(points.buffer), Buffer.from(corners.buffer)], size));
}

function finding(code: string, path: string): TreeIssue {
  return {
    ...{ code, path, severity: 'error', message: code, entity: 'tomogram' },
    ...{ dataset: '1', run: 'a', rule: 'rule' },
  };
}

function comparison(count: number) {
  const change = (run: string, at: string) => value(run, at, 'x', 'y');
  return reportOf([
    ...numbered(count, (run) =>
      entity(`TS_${run}`, [change(`TS_${run}`, 'name'), change(`TS_${run}`, 'size')]),
    ),
    entity(
      'TS_a',
      numbered(count, (index) => change('TS_a', `at.${index}`)),
    ),
  ]);
}

interface Kept {
  readonly count: number;
  /** Bytes of each. */
  readonly limit: number;
  /** Makes them, and returns what keeps them. */
  readonly of: (count: number) => unknown;
}

const report = createReportBuilder({
  ...{ config: 'c.yaml', input: 'in', output: 'out', options: { jobs: 1 }, started: new Date(0) },
  records: new PackedRecords(),
});
const context = makeContext({ emit: report.listen });
const run = makeItem('run', 'TS_001', { parent: makeItem('dataset', '10') });

const kept: Readonly<Record<string, Kept>> = {
  'a row of a run data map': {
    count: 20_000,
    limit: 320,
    of: (count) => {
      const rows = numbered(count, (index) => `TS_${index},84.1,-58.5,58.5,4,120.5`).join('\n');
      return parseRunDataMap(`run_name,tilt_axis,tilt_min,tilt_max,quality,total_flux\n${rows}\n`, 'map.csv');
    },
  },
  'an item of an ingest': {
    count: 10_000,
    limit: 500,
    of: (count) => {
      for (let index = 0; index < count; index++) {
        const log = new ItemLog(makeItem('gain', `in/${index}.mrc`, { parent: run, id: index }), context);
        log.sources = [{ path: `in/${index}.mrc`, bytes: 5 }];
        log.wrote(5);
        log.close();
      }
      return report;
    },
  },
  'the name of a file in a listing': {
    count: 100_000,
    limit: 24,
    of: (count) => new Listing(numbered(count, (index) => ({ name: `TS_${index}_0.tif`, kind: 'file' }))),
  },
};

async function secondsOf({ of }: Growth, count: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round++) {
    const measured = await of(count);
    collectGarbage();
    const before = process.cpuUsage();
    await measured();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1e6);
  }
  return least;
}

function bytesOf({ of }: Kept, count: number): number {
  const memory = () => {
    collectGarbage();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  of(Math.ceil(count / 100));
  const before = memory();
  const keeping = [of(count)];
  const bytes = (memory() - before) / count;
  keeping.length = 0;
  return bytes;
}

/** Seconds of collecting garbage and compiling that a round may have. */
const slack = 0.05;
let isOver = false;
const tell = (name: string, figures: string, isGood: boolean) => {
  console.log(`${isGood ? 'good' : 'BAD '} ${name.padEnd(42)} ${figures}`);
  if (!isGood) isOver = true;
};
for (const [name, growth] of Object.entries(growths)) {
  const few = await secondsOf(growth, growth.count);
  const many = await secondsOf(growth, 4 * growth.count);
  tell(name, `${few.toFixed(3)} s, ${many.toFixed(3)} s for four times as much`, many < 8 * few + slack);
}
for (const [name, each] of Object.entries(kept)) {
  const bytes = bytesOf(each, each.count);
  tell(name, `${bytes.toFixed(1)} bytes, at most ${each.limit}`, bytes <= each.limit);
}
if (isOver) process.exitCode = 1;

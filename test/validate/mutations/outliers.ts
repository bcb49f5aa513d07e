import { ledgerPath } from '../../../src/tree/layout/own-files.js';
import { ledgerFormat, ledgerVersion } from '../../../src/tree/ledger.js';
import { run, spacingDirectory } from '../support/good-metadata.js';
import { precomputes } from '../support/good-precomputes.js';
import { hashFiles } from '../support/validate-files.js';
import { all, editBytes, editText, setJson } from './edit.js';
import type { Mutation } from './mutation.js';

const mdoc = `${run}/Frames/TS_A.mdoc`;
const viewer = `${precomputes}/100-neuroglancer-config.json`;
const dataset = '10001/dataset_metadata.json';
const annotations = `${spacingDirectory}/Annotations`;
const labels = `${annotations}/104/vesicles-1.0_instancesegmentationmask.zarr/.zattrs`;
const glb = `${annotations}/103/membrane-1.0_triangularmesh.glb`;

/** Gives every section of the mdoc a value; that of the third is another one. */
function setSections(key: string, usual: string, third: string): Mutation['change'] {
  return (tree) => {
    let section = 0;
    editText(mdoc, /TiltAngle/g, () => {
      section += 1;
      return `${key} = ${section === 3 ? third : usual}\nTiltAngle`;
    })(tree);
  };
}

interface Scene {
  readonly nodes: unknown[];
  readonly scenes: { readonly nodes: number[] }[];
  readonly meshes: { readonly primitives: unknown[] }[];
}

/** Changes the JSON chunk of a GLB file. */
function editScene(edit: (scene: Scene) => void): Mutation['change'] {
  return editBytes(glb, (bytes) => {
    const end = 20 + bytes.readUInt32LE(12);
    const scene = JSON.parse(bytes.toString('utf8', 20, end)) as Scene;
    edit(scene);
    const text = JSON.stringify(scene);
    const chunk = Buffer.from(text.padEnd(4 * Math.ceil(text.length / 4)));
    const head = Buffer.from(bytes.subarray(0, 20));
    head.writeUInt32LE(20 + chunk.length + bytes.length - end, 8);
    head.writeUInt32LE(chunk.length, 12);
    return Buffer.concat([head, chunk, bytes.subarray(end)]);
  });
}

/** Adds the ledger of the run, as an edit of its lines leaves it. */
function putLedger(edit: (lines: string[], files: readonly object[]) => string[]): Mutation['change'] {
  return (tree) => {
    const own = [...tree].filter(([path]) => path.startsWith(`${run}/`));
    const files = own.map(([path, bytes]) => ({ path, bytes: bytes.length, digest: null }));
    const unit = { kind: 'run', dataset: '10001', run: 'TS_A' } as const;
    const lines = [
      { format: ledgerFormat, formatVersion: ledgerVersion, ...unit, status: 'complete' },
      ...files.map((file) => ({ item: file.path, made: 'x', proof: null, sources: [], files: [file] })),
    ].map((line) => JSON.stringify(line));
    tree.set(ledgerPath(unit), Buffer.from(edit(lines, files).join('\n')));
  };
}

const byLedger = { only: 'documented', options: { hashFiles, isHashedAnyway: true } } as const;

/** What stands out among its like, or is of nothing that there is. */
export const outlierMutations: readonly Mutation[] = [
  ...(
    [
      ['a section whose camera was turned', 'RotationAngle', '174.1', '84.1'],
      ['a section with ten times the defocus', 'TargetDefocus', '-3', '-30'],
      ['a section of another place', 'StagePosition', '100.1 -33.2', '100.1 466.8'],
    ] as const
  ).map(
    ([what, key, usual, third]): Mutation => ({
      code: 'MDOC_SPACING_DIFFERS',
      what,
      change: setSections(key, usual, third),
    }),
  ),
  {
    code: 'MDOC_SPACING_DIFFERS',
    what: 'a pixel spacing of the head that no section has',
    change: all(
      editText(mdoc, /PixelSpacing = .*/, 'PixelSpacing = 1.685'),
      setSections('PixelSpacing', '3.37', '3.37'),
    ),
  },
  {
    code: 'MDOC_TIME_WRONG',
    what: 'two sections of one second',
    change: (tree) => {
      let section = 0;
      editText(mdoc, /TiltAngle/g, () => {
        section += 1;
        return `DateTime = 10-Jan-24  12:0${section === 3 ? 2 : section}:30\nTiltAngle`;
      })(tree);
    },
  },
  {
    code: 'CTF_DEFOCUS_IMPLAUSIBLE',
    what: 'a tenth of the defocus that was aimed at',
    change: setSections('TargetDefocus', '-30', '-30'),
  },
  {
    code: 'LABELS_INVALID',
    what: 'properties of a label that is not listed',
    change: setJson(labels, 'image-label', {
      colors: [1, 2, 3].map((label) => ({ 'label-value': label })),
      properties: [1, 9].map((label) => ({ 'label-value': label, class: 'vesicle' })),
    }),
  },
  {
    code: 'ORGANISM_ID_OTHER',
    what: 'an organism without a name and with an identifier',
    change: setJson(dataset, 'organism.name', 'not_reported'),
  },
  {
    code: 'ORGANISM_ID_OTHER',
    what: 'a tissue without a name and with an identifier',
    change: setJson(dataset, 'tissue.id', 'UBERON:0000955'),
  },
  {
    code: 'MESH_PART_TWICE',
    what: 'a node twice',
    change: editScene(({ nodes, scenes }) => {
      nodes.push(nodes[0]);
      scenes[0]?.nodes.push(1);
    }),
  },
  {
    code: 'MESH_PART_TWICE',
    what: 'a primitive twice',
    change: editScene(({ meshes }) => meshes[0]?.primitives.push(meshes[0].primitives[0])),
  },
  {
    code: 'PRECOMPUTE_FILE_MISSING',
    what: 'a second level of the spatial index, without files',
    change: (tree) => {
      const path = `${precomputes}/100-point_precompute/info`;
      const [level] = JSON.parse(Buffer.from(tree.get(path) ?? []).toString()).spatial;
      setJson(path, 'spatial.1', { ...level, key: 'spatial1' })(tree);
    },
  },
  {
    code: 'TIMESTAMP_IMPLAUSIBLE',
    what: 'an update of the day after tomorrow',
    change: (tree) =>
      setJson(`${run}/run_metadata.json`, 'last_updated_at', Math.floor(Date.now() / 1000) + 172_800)(tree),
  },
  {
    code: 'NAME_BLANK',
    what: 'an object in an empty state',
    change: setJson(`${annotations}/103/membrane-1.0.json`, 'annotation_object.state', ''),
  },
  {
    code: 'VIEWER_SHADER_WRONG',
    what: 'a size that its slider does not reach',
    change: setJson(viewer, 'layers.1.shaderControls.pointScale', 50),
  },
  {
    code: 'LEDGER_DAMAGED',
    what: 'the ledger of another run',
    change: putLedger(([head = '', ...lines]) => [head.replace('TS_A', 'TS_B'), ...lines]),
    ...byLedger,
  },
  {
    code: 'LEDGER_DAMAGED',
    what: 'a ledger that is cut in its last line',
    change: putLedger((lines) => [...lines.slice(0, -1), lines.at(-1)?.slice(0, -5) ?? '']),
    ...byLedger,
  },
  {
    code: 'LEDGER_DAMAGED',
    what: 'a file that is listed twice',
    change: putLedger((lines) => [...lines, lines.at(-1) ?? '']),
    ...byLedger,
  },
  {
    code: 'FILE_UNLISTED',
    what: 'a line less in the ledger',
    change: putLedger((lines) => lines.toSpliced(4, 1)),
    ...byLedger,
  },
];

import { formatBytes } from '../src/report/quantities.js';
import { type Measure, measurePyramids, measureTree } from './measure-tree.js';

/** What the demonstration made, as a table for the terminal. */
export async function describeResult(source: string, out: string): Promise<string> {
  const deposited = sum([...(await measureTree(source, () => '')).values()]);
  const published = await measureTree(out, kindOf);
  const rows = [...published]
    .sort(([, a], [, b]) => b.bytes - a.bytes)
    .map(([kind, measure]) => row(kind, measure));
  const pyramids = (await measurePyramids(out)).filter(({ path }) => !path.includes('/Annotations/'));
  return [
    `Deposited  ${deposited.files} files, ${formatBytes(deposited.bytes)}`,
    '',
    row('Published', sum([...published.values()])),
    ...rows.map((line) => `  ${line}`),
    '',
    'Tilt series and tomograms, with the three levels of each (z × y × x)',
    ...pyramids.map(
      ({ path, levels, files, bytes }) =>
        `  ${path}\n    ${levels.join('   ')}   ${files} files, ${formatBytes(bytes)}`,
    ),
    '',
  ].join('\n');
}

function kindOf(path: string): string {
  if (path.includes('/NeuroglancerPrecompute/')) return 'states and layers for the viewer';
  if (path.includes('/Annotations/')) return 'annotations: masks, points, meshes';
  if (path.includes('.zarr/')) return 'OME-Zarr volumes';
  if (/\/(Tomograms|TiltSeries)\/\d+\/[^/]+\.mrc$/.test(path)) return 'MRC volumes';
  if (path.includes('/Images/')) return 'pictures';
  if (/metadata\.json$/.test(path)) return 'metadata';
  if (path.includes('/Frames/') || path.includes('/Gains/')) return 'frames, gains, mdoc';
  return 'angles, alignments, CTF, objects';
}

function row(name: string, { files, bytes }: Measure): string {
  return `${name.padEnd(44)}${String(files).padStart(5)} files${formatBytes(bytes).padStart(12)}`;
}

function sum(measures: readonly Measure[]): Measure {
  return measures.reduce(
    (total, { files, bytes }) => ({ files: total.files + files, bytes: total.bytes + bytes }),
    {
      files: 0,
      bytes: 0,
    },
  );
}

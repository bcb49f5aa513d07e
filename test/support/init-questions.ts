import { encodeMrc } from '../../demo/files/mrc.js';

/** A text that is shown, and the keys that someone types then. */
type Step = readonly [shown: string, keys: string];

const volume = encodeMrc(
  { shape: [9, 4, 4], values: Float32Array.from({ length: 144 }, (_, i) => Math.sin(i)) },
  { mode: 2, voxelSize: 8 },
);
/** A folder whose configuration lacks few values. */
export const files = { 'TS_1_rec.mrc': volume, 'TS_2_rec.mrc': volume };
const clear = '\u0015';

/** What someone types at each question about the folder. */
export const valid: readonly Step[] = [
  ['deposition_identifier', '10999\r'],
  ['deposition_title', 'Cells: a title\r'],
  ['deposition_description', 'what\r'],
  ['authors[0].name', 'Ada Rivera\r'],
  ['ORCID', '0000-0002-1825-0097\r'],
  ['deposition_date', '2025-01-31\r'],
  ['release_date', '2025-02-01\r'],
  ['dataset_identifier', '10998\r'],
  ['sample_type', 'virus\r'],
  ['organism.name', 'Homo sapiens\r'],
  ['cell_component.name', 'mitochondrion\r'],
  ['cell_component.id', 'GO:0005739\r'],
  ['fiducial_alignment_status', 'FIDUCIAL\r'],
  ['reconstruction_method', 'WBP\r'],
  ['reconstruction_software', 'IMOD\r'],
  ['ctf_corrected', 'true\r'],
];

/** Asked for once the type of the sample is known. */
const ofSample = ['name', 'id'].map((key) => `datasets[0].metadata.cell_component.${key}`);

/** What someone types with a mistake first, by the question. */
const wrong: Readonly<Record<string, readonly Step[]>> = {
  ORCID: [
    ['ORCID', 'me\r'],
    ['an ORCID like 0000-0002-1825-0097', `${clear}0000-0002-1825-0097\r`],
  ],
  release_date: [
    ['release_date', '2025-01-01\r'],
    ['expected 2025-01-31 or later', `${clear}2025-02-01\r`],
  ],
  sample_type: [
    ['sample_type', 'viruses\r'],
    ["did you mean 'virus'?; expected one of cell_line", `${clear}virus\r`],
  ],
  // The name is left open, then given after all.
  'organism.name': [
    ['organism.name', '\r'],
    ['cell_component.name', '<\r'],
    ['organism.name', 'Homo sapiens\r'],
  ],
};

export const withMistakes: readonly Step[] = valid.flatMap((step) => wrong[step[0]] ?? [step]);

/** Returns the same values as a file of answers; `open` are the paths of the values that are missing. */
export function answersFile(open: readonly string[]): string {
  const asked = [...open, ...ofSample];
  const lines = valid.map(([end, keys]) => {
    const [path, value] = [asked.find((one) => one.endsWith(end)) ?? end, keys.trim()];
    return `'${path}': ${value.includes(': ') ? `'${value}'` : value}\n`;
  });
  return lines.join('');
}

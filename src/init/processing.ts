import { denials, denoisers } from '../tree/metadata/reconstruction.js';

type Processing = 'raw' | 'denoised' | 'filtered';

/** What words in file names say was done to a tomogram. */
interface Treatment {
  readonly processing: Processing;
  /** Null for a method of several programs. */
  readonly program: string | null;
  readonly word: RegExp;
  readonly correctsCtf?: true;
}

/** Every treatment that words of names state; denoising counts before a filter. */
const treatments: readonly Treatment[] = [
  ...denoisers.flatMap(([program, , word]): Treatment[] =>
    word === null ? [] : [{ processing: 'denoised', program, word }],
  ),
  // IMOD has this filter, nonlinear anisotropic diffusion, as nad_eed_3d.
  { processing: 'filtered', program: 'IMOD', word: /^nadeed(?:3d)?$/ },
  // Deconvolution of Warp and IsoNet, and Wiener filters, undo the CTF.
  { processing: 'filtered', program: null, word: /^(?:deconv\w*|dctf|wiener)$/, correctsCtf: true },
  {
    processing: 'filtered',
    program: null,
    word: /^(?:fi?lt\w*|lp\d*|(?:low|high|band)pass\w*|gauss\w*|median\w*|bilateral\w*|nad|anisotropic\w*|tv|totalvariation\w*)$/,
  },
];

/** Returns the number of words that begin to state what was done to a tomogram. */
export function countTreatments(words: readonly string[]): number {
  return words.filter((_, at) => treatments.some((each) => states(each, words, at))).length;
}

/** True if a word states a treatment, alone or with the next: names spell `missing_wedge` and `missingwedge`. */
function states({ word: pattern }: Treatment, words: readonly string[], at: number): boolean {
  const [word = '', next = ''] = words.slice(at, at + 2);
  return pattern.test(word) || pattern.test(word + next);
}

const denial = new RegExp(`^(?:${denials})$`);

/** Returns what words of a path say was done to a tomogram, the program, and whether it corrected the CTF. */
export function processingIn(words: readonly string[]) {
  const found = treatments.flatMap((treatment) => {
    const at = words.findLastIndex(
      (_, index) => !denial.test(words[index - 1] ?? '') && states(treatment, words, index),
    );
    return at === -1 ? [] : [{ ...treatment, at }];
  });
  const deconvolved = found.find((treatment) => treatment.correctsCtf);
  const correctsCtf = deconvolved !== undefined;
  const programs = found.map(({ program }) => program);
  const isOfWarp = words.includes('warp') && correctsCtf;
  const [program = isOfWarp ? 'Warp' : null] = programs.filter((name) => name !== null);
  const [first] = found;
  // IsoNet deconvolves what it corrects then, in directories of its own: `isonet/deconv/`, `isonet/corrected/`.
  const isBefore =
    program === 'IsoNet' &&
    deconvolved !== undefined &&
    found.every(({ at }) => at <= deconvolved.at) &&
    !words.some((word) => /^corrected/.test(word));
  const processing: Processing = isBefore ? 'filtered' : (first?.processing ?? 'raw');
  return { processing, program: processing === 'raw' ? null : program, correctsCtf };
}

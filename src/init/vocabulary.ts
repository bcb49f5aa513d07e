import { countTreatments } from './processing.js';
import { bareHole, numberHole, runHole } from './run-matcher.js';

/** Splits a template into words in lower case, without the run: `tiltSeries` also gives `tilt`, `bin4` gives `bin`. */
export function tokensOf(template: string): { directories: string[]; name: string[]; all: string[] } {
  const segments = template.replaceAll(runHole, ' ').replaceAll(bareHole, ' ').split('/');
  const tokensIn = (text: string) => [
    ...new Set(
      `${text} ${text.replace(/([a-z])([A-Z])/g, '$1 $2')}`
        .toLowerCase()
        .replaceAll(numberHole, '0')
        .split(/[^\p{L}\p{N}]+/u)
        .flatMap((word) => [word, word.replace(/\d+$/, '')])
        .filter((word) => word !== ''),
    ),
  ];
  const directories = segments.slice(0, -1).flatMap(tokensIn);
  const name = tokensIn(segments.at(-1) ?? '');
  return { directories, name, all: [...directories, ...name] };
}

/** Words in file names by topic, as the field uses them. */
const vocabulary = {
  gain: /^(?:gain\w*|\w*gainrefs?|countref\w*|superrefs?|norm|flatfield|darkref)$/,
  frames: /^(?:frames?|movies?|\w*frames|raw_?frames|fractions?|mics|micrographs?)$/,
  tiltSeries:
    /^(?:ts|tilts?|tilt_?series|\w*tiltseries|stacks?|ali|aligned|align|preali|st|orig|rawdata|imod_?stacks?|series)$/,
  aligned: /^(?:ali|aligned|align|preali)$/,
  tomogram:
    /^(?:tomos?\d*|tomograms?|\w*tomograms?|rec|recs|recon\w*|reconstructions?|vol|vols|volumes?|wbp|sirt\w*|sart|bin\d+|voxelspacing\d*|bp|fbp|noisy|clean)$/,
  mask: /^(?:labels?|labelmaps?|masks?|seg|segs|segment\w*|semantic|instances?|annotations?|predictions?|organelles?|membranes?|membrain|ground|gts?|voxel_segmentations?|ground_?truth|class\w*)$/,
  ctf: /^(?:ctf\w*|defocus|ctffind\w*|gctf)$/,
  points:
    /^(?:coords?|coordinates?|picks?|picked|particles?|points?|pts|motl\w*|annotations?|positions?|locations?|centers?|centres?|centroids?|labels?|boxes)$/,
  matching: /^(?:\w*match(?:ing|es)?|template_?matching|tm|pytom\w*|gapstop\w*)$/,
  matched: /^(?:x?corr(?:map|vol)?s?|n?cc|cc(?:c|max|maps?|volumes?)|flcf|n?lcc\w*|angle(?:s|ids?|maps)?)$/,
  scores: /^(?:scores?|scoremaps?|convmaps?)$/,
  half: /^(?:evn|(?:even|odd)(?:s|frames|sums?|tomos?)?|half\d?|halfmap\d?|h[12])$/,
  branch: /^(?:pos(?:itive)?|neg(?:ative)?|plus|minus)$/,
  folder:
    /^(?:data|dataset|session|raw|input|output|out|source|src|deposited|deposition|processing|files|grid|mdocs?|images?|warp|frameseries|averages?|external|catalogues?|all|merged|combined|job\d{3,})$/,
  helper: /^(?:fid|fiducials?|seed|tomopitch|pitch|erase|patches?|rawbound|boundary)$/,
} as const;

export type Topic = keyof typeof vocabulary;

/** Returns the number of words that belong to a topic. */
export function countTopic(words: readonly string[], topic: Topic): number {
  const own = words.filter((word) => vocabulary[topic].test(word)).length;
  // What was done to a tomogram says that it is one.
  return topic === 'tomogram' ? own + countTreatments(words) : own;
}

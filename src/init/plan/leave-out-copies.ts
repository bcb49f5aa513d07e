import type { ExaminedGroup, Verdict } from '../classify/classified.js';
import { countTopic, wordsOf } from '../classify/words.js';
import { runsOf, shownTemplate } from './plan-sources.js';

interface Judged {
  readonly group: ExaminedGroup;
  readonly verdict: Verdict;
}

/**
 * Leaves out what programs made beside the data: halves of volumes whose whole is there too, and averages of movies that are
 * there too.
 */
export function leaveOutCopies(judged: readonly Judged[]): Judged[] {
  return judged.map((one): Judged => {
    const reason = reasonOf(one, judged);
    return reason === null ? one : { group: one.group, verdict: { section: null, reason } };
  });
}

function reasonOf({ group, verdict }: Judged, judged: readonly Judged[]): string | null {
  const { section } = verdict;
  if (section === 'tomograms' && isHalf(group)) {
    const runs = new Set(runsOf(group));
    const whole = judged.find(
      (other) =>
        other.verdict.section === section &&
        !isHalf(other.group) &&
        runsOf(other.group).some((run) => runs.has(run)),
    );
    if (whole !== undefined) return `half of a tomogram; ${shownTemplate(whole.group.template)} is used`;
  }
  if (section === 'frames' && !isMovie(group)) {
    const movies = judged.filter((other) => other.verdict.section === section && isMovie(other.group));
    const names = new Set(movies.flatMap((other) => stemsOf(other.group)));
    if (stemsOf(group).every((stem) => names.has(stem))) return 'made from the frames, which are used';
  }
  return null;
}

function isHalf({ template }: ExaminedGroup): boolean {
  return countTopic(wordsOf(template).all, 'half') > 0;
}

/** Whether a group is of movies as cameras write them; single images are not. */
function isMovie({ facts, extension }: ExaminedGroup): boolean {
  return (
    ['eer', 'tif', 'tiff'].includes(extension) ||
    [...facts.values()].some(({ volume }) => (volume?.shape[0] ?? 1) > 1)
  );
}

/** Names of a group's files without extension. */
function stemsOf({ files }: ExaminedGroup): string[] {
  return files.map(({ file }) => (file.segments.at(-1) ?? '').replace(/\.[^.]*$/, ''));
}

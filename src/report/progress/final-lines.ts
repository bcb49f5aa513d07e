import { countOf } from '../../errors/index.js';
import { describeItems } from './describe-progress.js';
import { type DatasetProgress, isFinished, type ProgressState, type RunProgress } from './progress-state.js';
import type { ScreenLine } from './screen-line.js';

/** Up to this many runs of a dataset are listed one by one; of more, so many that failed or are not finished. */
const listedRuns = 24;

/** What stays on the terminal of an ingest that is over: datasets with their runs, ✖ where something failed. */
export function finalLines(title: string, state: ProgressState): ScreenLine[] {
  const datasets = [...state.datasets.values()];
  const isWhole = datasets.every(isDone);
  return [
    { tone: state.failed > 0 || !isWhole ? 'bad' : 'good', indent: 0, text: title },
    ...datasets.flatMap(datasetLines),
  ];
}

function isDone({ started, finished, runs }: DatasetProgress): boolean {
  return started !== null && finished === runs.size;
}

function datasetLines(dataset: DatasetProgress): ScreenLine[] {
  const { name, finished, failed, runs } = dataset;
  const counts = [
    `${finished} of ${countOf(runs.size, 'run')}`,
    ...(failed === 0 ? [] : [countOf(failed, 'failed item')]),
  ].join(', ');
  const tone = failed > 0 || !isDone(dataset) ? 'bad' : 'good';
  const heading: ScreenLine = { tone, indent: 2, text: `dataset ${name}: ${counts}` };
  const all = [...runs.values()];
  if (all.length <= listedRuns) return [heading, ...all.map(runLine)];
  const told = all.filter((run) => run.status === 'failed' || run.status === 'active');
  const listed = told.slice(0, listedRuns);
  const [failedLeft, waiting] = [
    told.slice(listedRuns).length,
    all.filter(({ status }) => status === 'waiting').length,
  ];
  return [
    heading,
    ...listed.map(runLine),
    ...(failedLeft === 0 ? [] : [rest(`… and ${failedLeft} more that failed or are not finished`)]),
    ...(waiting === 0 ? [] : [rest(`${waiting} not begun`)]),
  ];
}

function rest(text: string): ScreenLine {
  return { tone: 'waiting', indent: 4, text };
}

function runLine(run: RunProgress): ScreenLine {
  if (isFinished(run)) {
    return {
      tone: run.status === 'failed' ? 'bad' : 'good',
      indent: 4,
      text: `${run.name} (${describeItems(run)})`,
    };
  }
  const items = run.items === 0 ? '' : ` (${describeItems(run)})`;
  return { tone: 'waiting', indent: 4, text: `${run.name}: not finished${items}` };
}

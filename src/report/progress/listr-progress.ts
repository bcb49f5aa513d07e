import {
  type DefaultRenderer,
  Listr,
  ListrLogger,
  type ListrTask,
  type ListrTaskWrapper,
  ProcessOutput,
  type SimpleRenderer,
} from 'listr2';
import type { Progress } from './progress.js';
import {
  createProgressState,
  type DatasetProgress,
  describeDataset,
  describeRun,
  type RunProgress,
  updateProgress,
} from './progress-state.js';

/** Milliseconds between two looks at the state. */
const tick = 100;
/** Up to this many runs are listed one by one; of more, only those under way are shown. */
const listedRuns = 24;

type Wrapper = ListrTaskWrapper<unknown, typeof DefaultRenderer, typeof SimpleRenderer>;
type Task = ListrTask<unknown, typeof DefaultRenderer, typeof SimpleRenderer>;
/** Waits for a condition, or for the end of the ingest, looking now and then. */
type Until = (condition: () => boolean, look?: () => void) => Promise<void>;

/** A live tree on a terminal: deposition, datasets, runs, and the item that each run is at. */
export function createListrProgress(stream: NodeJS.WriteStream, title: string): Progress {
  const state = createProgressState();
  let isOver = false;
  const until: Until = async (condition, look = () => {}) => {
    for (look(); !condition() && !isOver; look()) await new Promise((resolve) => setTimeout(resolve, tick));
    look();
  };
  const root: Task = {
    title,
    task: async (_, task) => {
      await until(() => state.datasets.size > 0);
      return task.newListr(
        [...state.datasets.values()].map((dataset) => datasetTask(dataset, until)),
        { concurrent: true, exitOnError: false },
      );
    },
  };
  const shown = new Listr<unknown, 'default', 'simple'>([root], {
    exitOnError: false,
    rendererOptions: {
      collapseSubtasks: false,
      collapseErrors: false,
      showErrorMessage: false,
      logger: new ListrLogger({ processOutput: new ProcessOutput(stream, stream) }),
    },
  }).run();
  return {
    listener: (event) => updateProgress(state, event, performance.now()),
    async finish() {
      isOver = true;
      await shown;
    },
  };
}

function datasetTask(dataset: DatasetProgress, until: Until): Task {
  return {
    title: `dataset ${dataset.name}`,
    task: async (_, task) => {
      await until(() => dataset.runs.size > 0);
      const runs = [...dataset.runs.values()];
      const isFinished = () => runs.every(({ status }) => status === 'done' || status === 'failed');
      const counted: Task = {
        title: 'runs',
        task: (_, count) =>
          until(isFinished, () => {
            count.title = describeDataset(dataset);
          }),
      };
      const lines =
        runs.length <= listedRuns
          ? runs.map((run) => runTask(run, until))
          : [activeRunsTask(runs, isFinished, until)];
      return task.newListr([counted, ...lines], { concurrent: true, exitOnError: false });
    },
  };
}

function runTask(run: RunProgress, until: Until): Task {
  return {
    title: run.name,
    task: async (_, task) => {
      await until(
        () => run.status === 'done' || run.status === 'failed',
        () => show(run, task),
      );
      if (run.failed > 0) throw new Error(`${run.name}: ${run.failed} failed`);
    },
  };
}

function show(run: RunProgress, task: Wrapper): void {
  const now = performance.now();
  const failures = run.failed === 0 ? '' : `, ${run.failed} failed`;
  task.title = run.status === 'waiting' ? run.name : `${run.name} (${run.items} items${failures})`;
  task.output = describeRun(run, now);
}

function activeRunsTask(runs: readonly RunProgress[], isFinished: () => boolean, until: Until): Task {
  return {
    title: 'under way',
    rendererOptions: { outputBar: 8 },
    task: (_, task) =>
      until(isFinished, () => {
        const now = performance.now();
        const active = runs.filter(({ status }) => status === 'active');
        task.title = active.map((run) => `${run.name}  ${describeRun(run, now)}`).join('\n') || 'waiting';
      }),
  };
}

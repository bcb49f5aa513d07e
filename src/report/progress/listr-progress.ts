import {
  type DefaultRenderer,
  Listr,
  ListrLogger,
  type ListrTask,
  type ListrTaskWrapper,
  ProcessOutput,
  type SimpleRenderer,
} from 'listr2';
import { describeDataset, describeItems, describeRun } from './describe-progress.js';
import type { Progress } from './progress.js';
import {
  createProgressState,
  type DatasetProgress,
  isFinished,
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
export function createListrProgress(
  stream: NodeJS.WriteStream,
  title: string,
  concurrency: number,
): Progress {
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
      const datasets = [...state.datasets.values()];
      return task.newListr(
        datasets.map((dataset) => datasetTask(dataset, concurrency, until)),
        { concurrent: false, exitOnError: false },
      );
    },
  };
  const shown = new Listr<unknown, 'default', 'simple'>([root], {
    exitOnError: false,
    // It would end the process at once; the ingest cleans up and ends by itself.
    registerSignalListeners: false,
    rendererOptions: {
      collapseSubtasks: false,
      collapseErrors: false,
      showErrorMessage: false,
      formatOutput: 'truncate',
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

/** Its runs start as they do in the ingest: so many at a time, in their order. */
function datasetTask(dataset: DatasetProgress, concurrency: number, until: Until): Task {
  return {
    title: `dataset ${dataset.name}`,
    task: async (_, task) => {
      await until(() => dataset.runs.size > 0);
      const runs = [...dataset.runs.values()];
      const count = () => {
        task.title = `dataset ${dataset.name}: ${describeDataset(dataset, performance.now())}`;
      };
      if (runs.length <= listedRuns) {
        const lines = runs.map((run) => runTask(run, until, count));
        return task.newListr(lines, { concurrent: concurrency, exitOnError: false });
      }
      return task.newListr(laneTasks(dataset, concurrency, until, count), {
        concurrent: concurrency,
        exitOnError: false,
        // At the end the lanes name the runs that were last: nothing worth keeping on the screen.
        rendererOptions: { collapseSubtasks: true },
      });
    },
  };
}

function runTask(run: RunProgress, until: Until, count: () => void): Task {
  return {
    title: run.name,
    task: async (_, task) => {
      await until(
        () => isFinished(run),
        () => {
          count();
          show(run, task);
        },
      );
      if (!isFinished(run)) task.skip(`${run.name}: not finished`);
      else if (run.failed > 0) throw new Error(`${run.name}: ${run.failed} failed`);
    },
  };
}

/** As many lines as runs are under way at a time; each keeps its run until that is finished. */
function laneTasks(dataset: DatasetProgress, concurrency: number, until: Until, count: () => void): Task[] {
  const held = new Set<RunProgress>();
  const runs = [...dataset.runs.values()];
  return Array.from({ length: concurrency }, () => {
    let current: RunProgress | undefined;
    const takeRun = () => {
      if (current?.status === 'active') return;
      if (current !== undefined) held.delete(current);
      current = runs.find((run) => run.status === 'active' && !held.has(run));
      if (current !== undefined) held.add(current);
    };
    return {
      title: 'waiting',
      task: (_, task) =>
        until(
          () => dataset.finished === dataset.runs.size,
          () => {
            count();
            takeRun();
            if (current !== undefined) show(current, task);
          },
        ),
    };
  });
}

function show(run: RunProgress, task: Wrapper): void {
  task.title = run.status === 'waiting' ? run.name : `${run.name} (${describeItems(run)})`;
  task.output = describeRun(run, performance.now());
}

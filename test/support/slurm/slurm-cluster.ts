import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isInstalled } from '../object-store/run-server.js';
import { takePorts } from '../server-ports.js';
import { sharedPath } from '../shared.js';
import { until } from '../until.js';

const script = sharedPath('tools', 'slurm-cluster.sh');
const execute = promisify(execFile);
/**
 * Runs a cluster on ports of its own until standard input ends, however this process ends; `$4` starts its accounts. Daemons
 * write into its directory until they have ended.
 */
const run = `${takePorts}
sed -i "s/16817/$((port + 9))/; s/17000/$port/; s,^slurmctld;,. '$4'; &," "$1"
port=$port bash "$1" start "$2" "$3" </dev/null >/dev/null 2>&1 9>&-
echo started
cat >/dev/null
daemons=$(cat "$2"/run/*.pid "$2/munge/pid" 2>/dev/null)
bash "$1" stop "$2"
for daemon in $daemons; do
  while kill -0 $daemon && ! grep -q '^State:.Z' /proc/$daemon/status; do sleep 0.1; done 2>/dev/null
done
`;
/** Milliseconds between two questions, each of which starts a program. */
export const step = 250;
/** Milliseconds until a job will not end any more, on however busy a machine. */
const longestJob = 20 * 60_000;

/** Whether a Slurm of several nodes can be started on this machine. */
export function isSlurmInstalled(): boolean {
  const programs = ['slurmctld', 'slurmd', 'sbatch', 'munged'];
  // Some of them say their version only where there is a configuration.
  return (
    existsSync(script) && isInstalled('sh', ['-c', programs.map((name) => `command -v ${name}`).join(' && ')])
  );
}

/** A task of an array, or a job. */
export interface SlurmTask {
  /** As scontrol names it: `12_3`, or `13`. */
  readonly id: string;
  /** Number of the job that Slurm made of it. */
  readonly job: string;
  readonly state: string;
  readonly node: string;
}

/** A real Slurm: a controller and a daemon for each node, all on this machine. */
export class SlurmCluster {
  readonly environment: Readonly<Record<string, string>>;
  readonly #directory: string;
  readonly #shell: ChildProcess;

  private constructor(directory: string, shell: ChildProcess) {
    this.#directory = directory;
    this.#shell = shell;
    this.environment = { SLURM_CONF: join(directory, 'slurm.conf') };
  }

  /** Starts a cluster; `accounts` are commands that start its accounts. */
  static async start(directory: string, nodes: number, accounts = ''): Promise<SlurmCluster> {
    const own = `${directory}-cluster.sh`;
    writeFileSync(own, readFileSync(script));
    writeFileSync(`${directory}-accounts.sh`, accounts);
    const shell = spawn(
      'bash',
      ['-c', run, 'slurm', own, directory, String(nodes), `${directory}-accounts.sh`],
      {
        detached: true,
        stdio: ['pipe', 'pipe', 'ignore'],
      },
    );
    await once(shell.stdout, 'data');
    const cluster = new SlurmCluster(directory, shell);
    await until(
      `${nodes} idle nodes`,
      async () => {
        const states = await cluster.run('sinfo', '-h', '-N', '-o', '%t');
        return states.split('\n').filter((state) => state.trim() === 'idle').length === nodes;
      },
      step,
    );
    return cluster;
  }

  async run(program: string, ...args: string[]): Promise<string> {
    const { stdout } = await execute(program, args, { env: { ...process.env, ...this.environment } });
    return stdout;
  }

  /** Tasks and jobs that are not over. */
  async tasks(): Promise<SlurmTask[]> {
    const lines = (await this.run('squeue', '-h', '-r', '-o', '%i %A %T %N')).split('\n');
    return lines.filter(Boolean).map((line) => {
      const [id = '', job = '', state = '', node = ''] = line.trim().split(/\s+/);
      return { id, job, state, node };
    });
  }

  /** Ends a node with all that runs on it, as a failure of the machine does, and tells the controller. */
  async killNode(node: string): Promise<void> {
    const jobs = (await this.tasks()).filter((task) => task.node === node).map(({ job }) => job);
    const daemon = readFileSync(join(this.#directory, 'run', `${node}.pid`), 'utf8').trim();
    for (const pid of [daemon, ...jobs.flatMap(processesOf)]) kill(pid);
    // What was being started meanwhile.
    for (const pid of jobs.flatMap(processesOf)) kill(pid);
    await this.run('scontrol', 'update', `nodename=${node}`, 'state=down', 'reason=test');
  }

  /** Starts a node again that was killed. */
  async restoreNode(node: string): Promise<void> {
    await this.run('slurmd', '-N', node);
    await until(
      `node ${node} is back`,
      async () => {
        await this.run('scontrol', 'update', `nodename=${node}`, 'state=resume').catch(() => undefined);
        return /idle|mix|alloc/.test(await this.run('sinfo', '-h', '-n', node, '-o', '%t'));
      },
      step,
    );
  }

  /** Ends processes of a task, by their command: not what Slurm runs them with, which reports their end. */
  async killProcesses(task: string, isMeant: (command: string) => boolean = () => true): Promise<void> {
    const { job = '' } = (await this.tasks()).find(({ id }) => id === task) ?? {};
    for (const pid of processesOf(job)) {
      const command = read(`/proc/${pid}/cmdline`);
      if (!command.startsWith('slurmstepd') && isMeant(command)) kill(pid);
    }
  }

  async requeue(task: string): Promise<void> {
    await this.run('scontrol', 'requeue', task).catch(() => undefined);
  }

  /**
   * Waits until nothing is left. A requeued job would wait two minutes until its old credentials have expired: it is told to
   * start once they surely are revoked, before which a node refuses the new ones too.
   */
  async drain(): Promise<void> {
    const end = Date.now() + longestJob;
    const pendingSince = new Map<string, number>();
    for (let tasks = await this.tasks(); tasks.length > 0; tasks = await this.tasks()) {
      if (Date.now() > end) throw new Error(`jobs that do not end: ${JSON.stringify(tasks)}`);
      for (const { id, state } of tasks) {
        const since = pendingSince.get(id) ?? Date.now();
        pendingSince.set(id, since);
        if (state !== 'PENDING') pendingSince.delete(id);
        else if (Date.now() - since >= revocation) await this.startNow(id);
      }
      await pause(2 * step);
    }
  }

  /** Lets a pending task begin that was told to wait. */
  async startNow(task: string): Promise<void> {
    await this.run('scontrol', 'update', `jobid=${task}`, 'StartTime=now').catch(() => undefined);
  }

  async stop(): Promise<void> {
    const ended = once(this.#shell, 'exit');
    this.#shell.stdin?.end();
    await ended;
  }
}

/** Milliseconds after which the credentials of a requeued task are revoked on its node. */
export const revocation = 3000;

/** Processes of a job: first what runs it, which would report the end of the others, then what it runs. */
function processesOf(job: string): string[] {
  const all = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid);
  const steps = all.filter((pid) => read(`/proc/${pid}/cmdline`).startsWith(`slurmstepd: [${job}.`));
  const others = all.filter((pid) =>
    read(`/proc/${pid}/environ`).split('\0').includes(`SLURM_JOB_ID=${job}`),
  );
  return [...steps, ...others.filter((pid) => !steps.includes(pid))];
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function kill(pid: string): void {
  try {
    process.kill(Number(pid), 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

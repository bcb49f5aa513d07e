import { execFileSync, spawnSync } from 'node:child_process';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BatchClient,
  RegisterJobDefinitionCommand,
  type RegisterJobDefinitionCommandInput,
  SubmitJobCommand,
  type SubmitJobCommandInput,
} from '@aws-sdk/client-batch';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ranges } from '../../src/cluster/slurm.js';
import { withEnvironment } from '../storage/support/with-environment.js';
import { runInProcess } from '../support/run-in-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, tinyEpoch } from '../support/tiny-deposition.js';

const test = suite('submissions');

/** What `cryoet submit ENGINE … --dry-run` prints. */
async function submit(engine: string, ...options: string[]): Promise<string> {
  return inTemporaryDirectory(async (directory) => {
    const { config } = await makeTinyDeposition(directory);
    const args = ['submit', engine, config, 's3://b/in', "s3://b/o'ut $x", '--parts', '7', '--dry-run'];
    const { status, stdout, stderr } = await runInProcess([...args, ...options], {
      SOURCE_DATE_EPOCH: tinyEpoch,
    });
    assert.is(status, 0, stderr);
    return stdout;
  });
}

/** What is said of a submission that is refused. */
function refused(engine: string, input: string, ...options: string[]) {
  return inTemporaryDirectory(async (directory) => {
    const { config } = await makeTinyDeposition(directory);
    return runInProcess([
      'submit',
      engine,
      config,
      input,
      's3://b/out',
      '--parts',
      '7',
      '--dry-run',
      ...options,
    ]);
  });
}

const given = [
  '--no-zarr',
  '--import',
  'tomogram,annotation',
  '--filter',
  'run=TS_0*',
  '--jobs',
  '3',
  '--memory',
  '1024',
];
const passedOn = [
  '--import',
  'tomogram',
  '--import',
  'annotation',
  '--filter',
  'run=TS_0*',
  '--no-zarr',
  '--jobs',
  '3',
  '--memory',
  '1024',
];

test('to Slurm are scripts that bash takes, with the array and a finish after any end of it', async () => {
  const text = await submit(
    'slurm',
    ...given,
    '--hours',
    '1.5',
    '--partition',
    'long',
    '--program',
    'cryoet',
  );
  await inTemporaryDirectory(async (directory) => {
    const script = join(directory, 'script');
    // Stands in for sbatch: prints what it is given.
    await writeFile(
      script,
      `sbatch() { if [ $# -gt 1 ]; then echo "ARGS $*" >&2; fi; cat > "${directory}/job-$#"; bash -n "${directory}/job-$#" && echo '12;main'; }\n${text}`,
    );
    const out = execFileSync('bash', [script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    assert.is(out, 'parts:  job 12\nfinish: job 12\n');
  });
  for (const line of [
    '#SBATCH --array=1-7',
    '#SBATCH --cpus-per-task=3',
    '#SBATCH --mem=1536M',
    '#SBATCH --requeue',
    '#SBATCH --signal=B:USR1@120',
    '#SBATCH --time=90',
    '#SBATCH --partition=long',
    `export SOURCE_DATE_EPOCH=${tinyEpoch}`,
  ]) {
    assert.ok(text.split('\n').includes(line), line);
  }
  assert.match(text, '--dependency="afterany:$array"');
  assert.match(text, `'s3://b/o'\\''ut $x'`);
  assert.match(text, /--filter 'run=TS_0\*' .*--part "\$SLURM_ARRAY_TASK_ID\/7" &/);
  assert.match(text, /^exec cryoet ingest .* --finish$/m);
});

test('again are of the parts that lack something', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const plan = join(directory, 'plan.jsonl');
    const run = (...args: string[]) => runInProcess(args, { SOURCE_DATE_EPOCH: tinyEpoch });
    assert.is((await run('plan', tiny.config, tiny.input, '--parts', '2', '--output', plan)).status, 0);
    const again = async (engine: string, ...options: string[]) =>
      run('submit', engine, ...tiny.ingestArguments().slice(1), ...options, '--again', '--dry-run');
    const array = async () => /--array=(\S+)/.exec((await again('slurm', '--plan', plan)).stdout)?.[1];
    const ingest = (part: string) => tiny.ingest('--plan', plan, '--part', part, '--import', 'gain');
    assert.is(await array(), '1-2');
    assert.is((await ingest('1/2')).status, 0);
    assert.is(await array(), '2');
    assert.is((await ingest('2/2')).status, 0);
    assert.match((await again('slurm', '--plan', plan)).stderr, /--again: no part lacks anything/);
    assert.match((await again('slurm', '--parts', '2')).stderr, /--again is for Slurm, with --plan/);
    assert.is(ranges([1, 2, 3, 5, 8, 9]), '1-3,5,8-9');
  }));

test('to Slurm are known to status, which says at once what Slurm does', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const plan = join(directory, 'plan.jsonl');
    const run = (...args: string[]) => runInProcess(args, { SOURCE_DATE_EPOCH: tinyEpoch });
    assert.is((await run('plan', tiny.config, tiny.input, '--parts', '2', '--output', plan)).status, 0);
    const program = (name: string, lines: string) =>
      writeFile(join(directory, name), `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
    await program('sbatch', 'cat > /dev/null; echo 12');
    await program(
      'squeue',
      `echo "12|2|PENDING"; echo "12|2|RUNNING"; echo "13|1|RUNNING"; echo "12|N/A|PENDING"`,
    );
    await withEnvironment({ PATH: `${directory}:${process.env.PATH}` }, async () => {
      const script = ['--script', join(directory, 'script'), '--logs', join(directory, 'logs')];
      const submitted = await run(
        'submit',
        'slurm',
        ...tiny.ingestArguments().slice(1),
        '--plan',
        plan,
        ...script,
      );
      assert.is(submitted.status, 0, submitted.stderr);
      const { stdout } = await run('status', plan, tiny.output);
      assert.match(stdout, /^part 1: waiting, 0 of 1 run/m);
      assert.match(stdout, /^part 2: running \(RUNNING in Slurm\), 0 of 1 run/m);
      await program(
        'sacct',
        '[ "$SLURM_TIME_FORMAT $*" = "%s -nPX --array -o JobID,State,End -j 12" ] && echo "12_1|TIMEOUT|1740000000"',
      );
      const ended = await run('status', plan, tiny.output);
      assert.match(ended.stdout, /^part 1: stopped \(TIMEOUT in Slurm\), 0 of 1 run/m);
      assert.is(ended.status, 1);
      await program('squeue', 'echo "12|2|PENDING"');
      const options = ['--plan', plan, '--again', '--dry-run'];
      const again = await run('submit', 'slurm', ...tiny.ingestArguments().slice(1), ...options);
      assert.match(again.stdout, /--array=1$/m);
      // A part that ends while status is asking is read as it is afterwards.
      assert.is((await tiny.ingest('--plan', plan, '--part', '1/2', '--import', 'gain')).status, 0);
      const aside = join(directory, 'aside');
      await rename(tiny.output, aside);
      await program('sacct', `mv '${aside}' '${tiny.output}'; echo "12_1|COMPLETED|1740000000"`);
      assert.match((await run('status', plan, tiny.output)).stdout, /^part 1: done, 1 of 1 run/m);
    });
  }));

test('to Slurm start a part again that its memory ended', async () => {
  for (const [status, restarts, requeued] of [
    [137, 0, true],
    [137, 3, false],
    [1, 0, false],
  ] as const) {
    const text = await submit('slurm', '--program', 'cryoet');
    const part = text.slice(text.indexOf("<<'PART'"), text.indexOf('\nPART\n')).split('\n').slice(1);
    const lines = part.map((line) => (line.includes('--part "$') ? `sh -c 'exit ${status}' &` : line));
    const script = [
      `SLURM_RESTART_COUNT=${restarts}`,
      'scontrol() { echo "$1"; }',
      'sleep() { :; }',
      ...lines,
    ];
    const { stdout, status: end } = spawnSync('bash', ['-c', script.join('\n')], { encoding: 'utf8' });
    assert.equal([stdout, end], [requeued ? 'requeue\n' : '', status]);
  }
});

test('take options of their engine only, and names that it takes', async () => {
  for (const [engine, options, said] of [
    ['slurm', ['--queue', 'long'], '--queue is for aws-batch, not for slurm'],
    ['kubernetes', ['--partition', 'long'], '--partition is for slurm, not for kubernetes'],
    ['slurm', ['--claim', 'lab:/data'], '--claim is for kubernetes, not for slurm'],
    ['slurm', ['--account', 'x\n#SBATCH --uid=0'], '--account takes a name without blanks and quotes, not'],
    ['kubernetes', ['--image', 'i', '--parts', '100001'], 'Kubernetes takes jobs of 100000 parts at most'],
    [
      'kubernetes',
      ['--namespace', 'my.lab'],
      '--namespace takes small letters, digits and hyphens, not my.lab',
    ],
    ['kubernetes', ['--secret', 'My_lab'], '--secret takes small letters, digits, hyphens and dots'],
  ] as const) {
    const { status, stderr } = await refused(engine, 's3://b/in', ...options);
    assert.is(status, 2, stderr);
    assert.ok(stderr.includes(said), stderr);
  }
});

test('leave a part time to stop in', async () => {
  const { status, stderr } = await refused('slurm', 's3://b/in', '--hours', '0.03', '--grace', '120');
  assert.is(status, 2);
  assert.match(stderr, '--grace leaves a part no time');
});

test('name no place that containers lack', async () => {
  for (const [engine, input, options, found] of [
    ['kubernetes', 'source', [], 'found source'],
    ['kubernetes', '/data/in', [], 'found /data/in'],
    ['kubernetes', '/data/../in', ['--claim', 'lab:/data'], 'found /data/../in'],
    ['kubernetes', '/data/in', ['--claim', 'lab:/data', '--plan', '/plan'], 'found /plan'],
    ['kubernetes', 's3://b/in', ['--claim', 'lab:data'], 'takes CLAIM:PATH with an absolute path'],
    ['aws-batch', 'source', ['--queue', 'q'], 'found source'],
  ] as const) {
    const { status, stderr } = await refused(engine, input, '--image', 'i', ...options);
    assert.is(status, 2, stderr);
    assert.ok(stderr.includes(found), stderr);
  }
  const text = await submit('kubernetes', '--image', 'i', '--claim', 'lab:/data', '--report', '/data/report');
  const { spec } = JSON.parse(text).items[4].spec.template;
  assert.equal(spec.volumes.at(-1), { name: 'claim-0', persistentVolumeClaim: { claimName: 'lab' } });
  assert.equal(spec.containers[0].volumeMounts.at(-1), { name: 'claim-0', mountPath: '/data' });
});

test('to Kubernetes keep to the restricted profile, and to the number of pods at once', async () => {
  const text = await submit('kubernetes', '--image', 'i', '--parallelism', '2');
  const [parts, finish] = JSON.parse(text).items.slice(4);
  assert.is(parts.spec.parallelism, 2);
  for (const { spec } of [parts, finish]) {
    const pod = spec.template.spec;
    assert.equal([pod.securityContext.runAsNonRoot, pod.securityContext.runAsUser], [true, 1000]);
    assert.equal(pod.securityContext.seccompProfile, { type: 'RuntimeDefault' });
    assert.ok(spec.ttlSecondsAfterFinished > 0);
    for (const each of [...pod.containers, ...(pod.initContainers ?? [])]) {
      assert.equal(each.securityContext, {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      assert.ok(each.resources.limits.memory);
      assert.ok(each.volumeMounts.some(({ mountPath }: { mountPath: string }) => mountPath === '/tmp'));
    }
  }
});

test('to Kubernetes are valid by the schema of batch/v1 Job', async () => {
  const text = await submit(
    'kubernetes',
    ...given,
    '--image',
    'registry/cryoet:1',
    '--secret',
    'keys',
    '--hours',
    '2',
  );
  const { items } = JSON.parse(text) as {
    items: ConstructorParameters<typeof Job>[0][] & { kind: string }[];
  };
  assert.equal(
    items.map((item) => (item as { kind?: string } | undefined)?.kind),
    ['ConfigMap', 'ServiceAccount', 'Role', 'RoleBinding', 'Job', 'Job'],
  );
  const [parts, finish] = items.slice(4).map((item) => {
    const job = new Job(item);
    job.validate();
    return job;
  });
  const spec = parts?.spec;
  assert.equal([spec?.completions, spec?.completionMode, spec?.parallelism], [7, 'Indexed', 7]);
  const command = spec?.template.spec?.containers[0]?.command ?? [];
  assert.equal(command.slice(0, 5), [
    'cryoet',
    'ingest',
    '/etc/cryoet/config.yaml',
    's3://b/in',
    "s3://b/o'ut $x",
  ]);
  assert.equal(command.slice(5), [...passedOn, '--part', 'auto/7']);
  assert.equal(finish?.spec?.template.spec?.containers[0]?.command?.slice(-1), ['--finish']);
  // What the schema does not know is not part of it.
  assert.throws(() => new Job({ ...items[4], spec: { completions: 'seven' } } as never).validate());
});

test('to AWS Batch have the shapes of its requests', async () => {
  const text = await submit(
    'aws-batch',
    ...given,
    '--image',
    'registry/cryoet:1',
    '--queue',
    'spot',
    '--hours',
    '2',
  );
  const requests = JSON.parse(text) as {
    RegisterJobDefinition: RegisterJobDefinitionCommandInput;
    SubmitParts: SubmitJobCommandInput;
    SubmitFinish: SubmitJobCommandInput;
  };
  const sent: unknown[] = [];
  const client = new BatchClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    requestHandler: {
      handle: async (request: { body?: string }) => {
        sent.push(JSON.parse(request.body ?? ''));
        throw new Error('sent');
      },
    } as never,
    maxAttempts: 1,
  });
  const { RegisterJobDefinition, SubmitParts, SubmitFinish } = requests;
  for (const command of [
    () => client.send(new RegisterJobDefinitionCommand(RegisterJobDefinition)),
    () => client.send(new SubmitJobCommand(SubmitParts)),
    () => client.send(new SubmitJobCommand(SubmitFinish)),
  ]) {
    await command().then(
      () => assert.unreachable(),
      (error: Error) => assert.match(error.message, 'sent'),
    );
  }
  // The SDK leaves out what its shapes do not have.
  assert.equal(sent, [RegisterJobDefinition, SubmitParts, SubmitFinish]);
  assert.is(SubmitParts.arrayProperties?.size, 7);
  const [shell = '', flag = '', script = ''] = RegisterJobDefinition.containerProperties?.command ?? [];
  assert.equal([shell, flag], ['sh', '-c']);
  assert.match(
    script,
    `'s3://b/o'\\''ut $x' ${passedOn.join(' ').replace('run=TS_0*', "'run=TS_0*'")} --part auto/7 &`,
  );
});

test('a part on AWS Batch fails only where it is to be tried again', async () => {
  for (const [status, expected] of [
    [0, 0],
    [1, 0],
    [2, 2],
  ] as const) {
    await inTemporaryDirectory(async (directory) => {
      const file = join(directory, 'exit.sh');
      await writeFile(file, `#!/bin/sh\nexit ${status}\n`, { mode: 0o755 });
      const text = await submit('aws-batch', '--image', 'i', '--queue', 'q', '--program', file);
      const [shell = '', ...args] = JSON.parse(text).RegisterJobDefinition.containerProperties.command;
      let found = 0;
      try {
        execFileSync(shell, args, { stdio: 'ignore' });
      } catch (error) {
        found = (error as { status: number }).status;
      }
      assert.is(found, expected, `${status}`);
    });
  }
});

test.run();

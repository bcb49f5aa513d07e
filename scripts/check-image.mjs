// Builds the container image of packaging/Dockerfile with buildah, and ingests the demo in it from bucket to bucket with the
// commands that `cryoet submit` writes for AWS Batch and Kubernetes: in parts, as a user that the image does not know, with all
// files read-only but for the volumes. Needs root and Debian's buildah, netavark and mmdebstrap; without these or a mirror it
// says so and ends. It is the demonstration with little in each run, but with `--whole`.
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'cryoet-image-'));
const storage = ['--root', join(directory, 'store'), '--runroot', join(directory, 'run')];
/** Mebibytes of the image without Node. */
const mostMebibytes = 250;

/** Runs a program; returns its standard output, or fails with its standard error. The store of this process answers meanwhile. */
function run(program, ...args) {
  const env = { ...process.env, BUILDAH_ISOLATION: 'chroot' };
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd: root, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout.trim());
      else reject(new Error(`${program} ${args.join(' ')}: ${stderr || error.message}`));
    });
  });
}

const buildah = (command, ...args) => run('buildah', ...storage, command, ...args);

/** Builds the image; returns its settings, and where its files are mounted. */
async function build() {
  const context = join(directory, 'context');
  await run('bash', 'packaging/make-context.sh', context);
  await buildah('bud', '--layers=false', '--tag', 'cryoet', '--file', 'packaging/Dockerfile', context);
  const container = await buildah('from', 'localhost/cryoet');
  const files = await buildah('mount', container);
  const kibibytes = (await run('du', '-sk', '--exclude=node_modules/node', files)).split('\t')[0];
  const mebibytes = Math.ceil(kibibytes / 1024);
  if (mebibytes > mostMebibytes) throw new Error(`the image has ${mebibytes} MiB without Node`);
  console.log(`the image has ${mebibytes} MiB without Node`);
  return { settings: JSON.parse(await buildah('inspect', container)).OCIv1.config, files };
}

/** Mounts, each below the root, then the files of the image read-only; runs a command there as a user without any rights. */
const isolated = `
  root=$1 user=$2; shift 2
  mount --bind "$root" "$root" && mount -o remount,bind,ro "$root"
  mount -t proc proc "$root/proc" && mount --bind /dev "$root/dev" && mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
  while [ "$1" != -- ]; do mount --bind "$1" "$root$2"; shift 2; done
  shift; exec chroot --userspec="$user:$user" --groups= "$root" "$@"`;

/** Runs the command of a container as engines do: after the entry point, with the variables and in the directory of the image. */
async function runContainer({ settings, files }, { command, variables, user, mounts = {} }) {
  const { Env, Entrypoint = [], WorkingDir } = settings;
  for (const path of Object.values(mounts)) mkdirSync(join(files, path), { recursive: true });
  const given = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const inside = ['env', '-i', '-C', WorkingDir, ...Env, ...given, ...Entrypoint, ...command];
  const shell = ['--mount', '--pid', '--fork', 'sh', '-ec', isolated, 'sh'];
  return run('unshare', ...shell, files, user, ...Object.entries(mounts).flat(), '--', ...inside);
}

/** The commands of two parts and the finish as AWS Batch starts them: any user, variables of the job. */
function batchRuns({ RegisterJobDefinition, SubmitFinish }) {
  const { command, environment } = RegisterJobDefinition.containerProperties;
  const own = Object.fromEntries(environment.map(({ name, value }) => [name, value]));
  return [
    ...['0', '1'].map((index) => ({ command, variables: { ...own, AWS_BATCH_JOB_ARRAY_INDEX: index } })),
    { command: SubmitFinish.containerOverrides.command, variables: own },
  ].map((each) => ({ ...each, user: '54321' }));
}

/** The same as Kubernetes starts them, with what the manifest mounts: its ConfigMap and, as a claim, a directory. */
function kubernetesRuns({ items }, claim) {
  const config = join(directory, 'config');
  mkdirSync(config);
  for (const [name, text] of Object.entries(items.find(({ kind }) => kind === 'ConfigMap').data))
    writeFileSync(join(config, name), text);
  const [parts, finish] = items.filter(({ kind }) => kind === 'Job').map(({ spec }) => spec.template.spec);
  return [[parts, '0'], [parts, '1'], [finish]].map(([{ containers, securityContext }, index]) => {
    const [{ command, env, volumeMounts }] = containers;
    const own = Object.fromEntries(env.map(({ name, value }) => [name, value]));
    const sources = { config, 'claim-0': claim };
    const mounts = volumeMounts.filter(({ name }) => name in sources);
    return {
      command,
      variables: { ...own, ...(index === undefined ? {} : { JOB_COMPLETION_INDEX: index }) },
      user: `${securityContext.runAsUser}`,
      mounts: Object.fromEntries(mounts.map(({ name, mountPath }) => [sources[name], mountPath])),
    };
  });
}

/** Ingests the demo from bucket to bucket with the commands of both engines; both trees must be valid and the same. */
async function ingestDemo(image) {
  const support = (name) => import(`${root}dist/test/support/${name}.js`);
  const { makeDemoDeposition, smallDemoPlan } = await support('demo-deposition');
  const { copyTree, hashBucketTree, putAll } = await support('object-store/copy-tree');
  const { memory } = await support('object-store/memory-store');
  const { openObjectStore } = await support('object-store/object-store');
  const { runInProcess } = await support('run-in-process');
  const cryoet = async (...args) => {
    const { status, stdout, stderr } = await runInProcess(args, { SOURCE_DATE_EPOCH: '1740000000' });
    if (status !== 0) throw new Error(`cryoet ${args[0]} ended with ${status}: ${stdout}${stderr}`);
    return stdout;
  };
  const store = await openObjectStore(memory);
  try {
    const bucket = `s3://${await store.createBucket()}`;
    const endpoint = ['--endpoint-url', store.endpoint];
    const plan = process.argv.includes('--whole') ? undefined : smallDemoPlan;
    const demo = await makeDemoDeposition(join(directory, 'demo'), plan);
    await copyTree(demo.input, `${bucket}/in`, store.endpoint);
    await putAll(bucket, new Map([['demo.yaml', readFileSync(demo.config)]]), store.endpoint);
    const claim = join(directory, 'claim');
    mkdirSync(claim, { mode: 0o777 });
    await run('chown', '-R', '1000:1000', claim);
    const [config, input, parts] = [`${bucket}/demo.yaml`, `${bucket}/in`, `${bucket}/plan.jsonl`];
    await cryoet('plan', config, input, '--parts', '2', '--output', parts, ...endpoint);
    const secret = Object.entries(process.env).filter(([name]) => name.startsWith('AWS_'));
    const trees = [];
    for (const [engine, options, runsOf] of [
      ['aws-batch', ['--queue', 'spot'], batchRuns],
      [
        'kubernetes',
        ['--secret', 'keys', '--claim', 'lab:/lab', '--report', '/lab/report.json'],
        (manifest) => kubernetesRuns(manifest, claim),
      ],
    ]) {
      const places = [config, input, `${bucket}/${engine}`];
      const given = ['--image', 'localhost/cryoet', '--plan', parts, ...options, ...endpoint];
      const text = await cryoet('submit', engine, ...places, ...given, '--dry-run');
      for (const { variables, ...container } of runsOf(JSON.parse(text)))
        await runContainer(image, {
          ...container,
          variables: { ...Object.fromEntries(secret), ...variables },
        });
      await cryoet('validate', places[2], ...endpoint);
      trees.push(JSON.stringify(await hashBucketTree(places[2], store.endpoint)));
      console.log(`the image ingests the demo from bucket to bucket as ${engine} starts it`);
    }
    if (trees[0] !== trees[1] || trees[0] === '{}') throw new Error('the trees of both engines differ');
    const report = join(claim, 'report.json');
    const { failed, written } = JSON.parse(readFileSync(report, 'utf8')).summary;
    if (failed !== 0 || written === 0 || statSync(report).uid !== 1000)
      throw new Error(`the report on the claim has ${written} written and ${failed} failed items`);
  } finally {
    await store.close();
  }
}

/** The processes that `ps` counts in the image, as Nextflow asks it, and that its files are read-only. */
async function lookAround(image) {
  const command = [
    'sh',
    '-c',
    'ps -e -o comm= | grep -c . && cryoet --version; ! touch /written 2>/dev/null',
  ];
  console.log(await runContainer(image, { command, variables: {}, user: '54321' }));
}

/** Errors of apt and npm where no mirror answers. */
const offline =
  /Could not (resolve|connect)|Temporary failure|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|SELF_SIGNED_CERT/;

try {
  const lacks = ['buildah', 'mmdebstrap'].filter(
    (name) => spawnSync(name, ['--version']).error !== undefined,
  );
  // buildah looks for it at its start, also where no container has a network.
  const helpers = ['/usr/local/libexec', '/usr/local/lib', '/usr/libexec', '/usr/lib'];
  if (!helpers.some((folder) => existsSync(`${folder}/podman/netavark`))) lacks.push('netavark');
  if (lacks.length > 0 || process.getuid() !== 0)
    console.log(`skipped: ${lacks.join(' and ') || 'root'} is missing`);
  else {
    const image = await build();
    await lookAround(image);
    await ingestDemo(image);
  }
} catch (error) {
  if (!offline.test(error.message)) throw error;
  console.log('skipped: the mirrors of Debian and npm are out of reach');
} finally {
  spawnSync('buildah', [...storage, 'umount', '--all']);
  spawnSync('buildah', [...storage, 'rm', '--all']);
  spawnSync('umount', [join(directory, 'store', 'overlay')]);
  rmSync(directory, { recursive: true, force: true });
}

// Builds the container image of packaging/Dockerfile with buildah, and runs in it the commands that `cryoet submit kubernetes`
// writes, as its user and with its mounts, and an ingest of the demo with read-only files. Needs root and Debian's buildah,
// netavark and mmdebstrap; without these or a mirror it says so and ends.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'cryoet-image-'));
const storage = ['--root', join(directory, 'store'), '--runroot', join(directory, 'run')];
/** Mebibytes of the image without Node. */
const mostMebibytes = 250;

/** Runs a program; returns its standard output, or fails with its standard error. */
function run(program, ...args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, BUILDAH_ISOLATION: 'chroot' },
  });
  if (status === 0) return stdout.trim();
  throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? stderr}`);
}

const buildah = (command, ...args) => run('buildah', ...storage, command, ...args);

/** Builds the image and returns the name of a container of it. */
function build() {
  const context = join(directory, 'context');
  run('bash', 'packaging/make-context.sh', context);
  buildah('bud', '--layers=false', '--tag', 'cryoet', '--file', 'packaging/Dockerfile', context);
  const limits = ['nofile', 'nproc'].flatMap((name) => {
    const most = run('bash', '-c', `ulimit -H${name === 'nofile' ? 'n' : 'u'}`);
    return most === 'unlimited' ? [] : ['--ulimit', `${name}=${most}:${most}`];
  });
  const container = buildah('from', ...limits, 'localhost/cryoet');
  const mounted = buildah('mount', container);
  const kibibytes = run('du', '-sk', '--exclude=node_modules/node', mounted).split('\t')[0];
  buildah('umount', container);
  if (kibibytes / 1024 > mostMebibytes) throw new Error(`the image has ${kibibytes} KiB without Node`);
  return container;
}

/** Ingests a small deposition with the commands of a manifest: two parts and the finish. */
async function ingestInParts(container) {
  const { makeTinyDeposition } = await import(`${root}dist/test/support/tiny-deposition.js`);
  const { runInProcess } = await import(`${root}dist/test/support/run-in-process.js`);
  const { config, input, output } = await makeTinyDeposition(join(directory, 'data'));
  const cryoet = async (...args) => {
    const { status, stdout, stderr } = await runInProcess(args);
    if (status !== 0) throw new Error(`cryoet ${args[0]} ended with ${status}: ${stderr}`);
    return stdout;
  };
  const plan = join(directory, 'data/plan.jsonl');
  await cryoet('plan', config, input, '--parts', '2', '--output', plan);
  const claim = ['--image', 'localhost/cryoet', '--claim', `lab:${join(directory, 'data')}`, '--plan', plan];
  const text = await cryoet('submit', 'kubernetes', config, input, output, ...claim, '--dry-run');
  const jobs = JSON.parse(text).items.filter(({ kind }) => kind === 'Job');
  for (const [name, content] of [
    ['config', dirname(config)],
    ['tmp', null],
  ]) {
    mkdirSync(join(directory, name));
    if (content !== null) cpSync(config, join(directory, name, 'config.yaml'));
  }
  run('chmod', '-R', 'a+rwX', directory);
  const places = {
    config: join(directory, 'config'),
    tmp: join(directory, 'tmp'),
    'claim-0': join(directory, 'data'),
  };
  for (const [job, index] of [
    [0, 0],
    [0, 1],
    [1, null],
  ]) {
    const { containers, securityContext } = jobs[job].spec.template.spec;
    const [{ command, volumeMounts }] = containers;
    const mounts = volumeMounts.flatMap(({ name, mountPath }) => [
      '--volume',
      `${places[name]}:${mountPath}`,
    ]);
    const part = index === null ? [] : ['--env', `JOB_COMPLETION_INDEX=${index}`];
    const user = ['--user', `${securityContext.runAsUser}`];
    buildah('run', ...user, ...mounts, ...part, container, '--', ...command);
  }
  await cryoet('validate', output, '--skip-rule', 'IMAGE_TOO_SMALL,SPACING_WHOLE');
  if (statSync(output).uid !== jobs[0].spec.template.spec.securityContext.runAsUser)
    throw new Error('the tree belongs to another user');
}

/**
 * Ingests the demo as a user that the image does not know, with all files of the image read-only but for /tmp, which is a
 * volume, and validates it.
 */
async function ingestReadOnly(container) {
  const { demoPlan } = await import(`${root}dist/demo/deposition-plan.js`);
  const { writeDeposition } = await import(`${root}dist/demo/write-deposition.js`);
  const data = join(directory, 'demo');
  await writeDeposition(demoPlan, join(data, 'source/vesicles'));
  cpSync(join(root, 'dataset_config/demo.yaml'), join(data, 'demo.yaml'));
  run('chown', '-R', '54321:54321', data);
  const mounted = buildah('mount', container);
  const command = `
    mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"
    mount --bind "$2" "$1/data" && mount -t tmpfs -o mode=1777 tmpfs "$1/tmp"
    mount -t proc proc "$1/proc" && mount --bind /dev "$1/dev"
    exec env -i HOME=/tmp PATH=/opt/node_modules/.bin:/usr/bin "$3" --userspec=54321:54321 --groups= "$1" sh -ec '
      cd /data
      if touch /written 2>/dev/null; then exit 3; fi
      cryoet ingest demo.yaml source out --quiet
      cryoet validate out --quiet'`;
  const chroot = run('sh', '-c', 'command -v chroot || echo /usr/sbin/chroot');
  const isolated = ['--mount', '--pid', '--fork', 'sh', '-ec', command, 'sh'];
  run('unshare', ...isolated, mounted, data, chroot);
  buildah('umount', container);
  if (statSync(join(data, 'out')).uid !== 54321) throw new Error('the demo belongs to another user');
}

/** Errors of apt and npm where no mirror answers. */
const offline =
  /Could not (resolve|connect)|Temporary failure|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|SELF_SIGNED_CERT/;

try {
  const lacks = ['buildah', 'mmdebstrap'].filter(
    (name) => spawnSync(name, ['--version']).error !== undefined,
  );
  if (lacks.length > 0 || process.getuid() !== 0)
    console.log(`skipped: ${lacks.join(' and ') || 'root'} is missing`);
  else {
    const container = build();
    console.log(
      buildah(
        'run',
        '--user',
        '54321',
        container,
        '--',
        'sh',
        '-c',
        'ps -e -o comm= | grep -c . && cryoet --version',
      ),
    );
    await ingestInParts(container);
    console.log('the image ingests in parts as a manifest says');
    await ingestReadOnly(container);
    console.log('the image ingests the demo as any user, read-only');
  }
} catch (error) {
  if (!offline.test(error.message)) throw error;
  console.log('skipped: the mirrors of Debian and npm are out of reach');
} finally {
  spawnSync('buildah', [...storage, 'rm', '--all']);
  spawnSync('umount', [join(directory, 'store', 'overlay')]);
  rmSync(directory, { recursive: true, force: true });
}

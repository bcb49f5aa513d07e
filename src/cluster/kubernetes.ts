import type { JsonObject } from '../base/json-value.js';
import type { Job } from './job.js';

/** The options of Kubernetes jobs. */
interface KubernetesOptions {
  /** Container image with the tool. */
  readonly image: string;
  /** Container image with kubectl and a shell, which waits for the parts. */
  readonly kubectlImage: string;
  readonly namespace: string;
  /** Service account of the pods. Null: the default for parts, a new one for the finish, which reads status. */
  readonly serviceAccount: string | null;
  /** Secret with the credentials of buckets, as environment variables; null: those of the service account. */
  readonly secret: string | null;
  /** Text of the configuration, mounted at `configPath`. */
  readonly config: string;
  /** Volume claims by name, and the absolute path at which each is mounted. */
  readonly claims: readonly { readonly name: string; readonly path: string }[];
  /** Number of parts that run at once. */
  readonly parallelism: number;
  /** AWS region of the buckets; null: as the image or the secret says. */
  readonly region: string | null;
}

const mountPath = '/etc/cryoet';

export const configPath = `${mountPath}/config.yaml`;

/** Seconds for which finished jobs and their logs are kept: a week. */
const keptFor = 7 * 24 * 3600;

/** Ids of the user and group of the pods: `node` in the image. */
const userId = 1000;

/** Temporary files go here: the root of the containers is read-only. */
const temporaryPath = '/tmp';

/** Most pods of an Indexed Job for which Kubernetes counts the failed ones (validation of `batch/v1`). */
export const mostKubernetesParts = 100_000;

/** Size limit of a configuration in bytes: a ConfigMap holds 1 MiB. */
export const mostConfigBytes = 1_000_000;

/**
 * Returns the objects for `kubectl create`: the configuration as a ConfigMap, an Indexed Job with one pod per part, and
 * the finish. The finish is a Job whose init container waits until the first Job is over, successful or not. Its role
 * permits reading the status of that Job and nothing else.
 */
export function kubernetesManifest(job: Job, options: KubernetesOptions): JsonObject {
  const { name } = job;
  const { namespace } = options;
  const waiter = `${name}-finish`;
  const account = options.serviceAccount ?? waiter;
  const metadata = (own: string) => ({ name: own, namespace, labels: { 'app.kubernetes.io/name': name } });
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: metadata(name),
        data: { 'config.yaml': options.config },
        immutable: true,
      },
      ...(options.serviceAccount === null
        ? [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata(waiter) }]
        : []),
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: metadata(waiter),
        rules: [{ apiGroups: ['batch'], resources: ['jobs'], verbs: ['get'], resourceNames: [name] }],
      },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: metadata(waiter),
        subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: waiter },
      },
      { apiVersion: 'batch/v1', kind: 'Job', metadata: metadata(name), spec: partsSpec(job, options) },
      { apiVersion: 'batch/v1', kind: 'Job', metadata: metadata(waiter), spec: finishSpec(job, options) },
    ],
  };
}

function partsSpec(job: Job, options: KubernetesOptions): JsonObject {
  const { parts, ingest, hours, grace, retries } = job;
  const { serviceAccount } = options;
  return {
    completions: parts,
    parallelism: Math.min(parts, options.parallelism),
    ttlSecondsAfterFinished: keptFor,
    completionMode: 'Indexed',
    // A part with failed items is not retried: it would fail again. An evicted part is retried, and that does not
    // count.
    backoffLimitPerIndex: retries,
    maxFailedIndexes: parts,
    podFailurePolicy: {
      rules: [
        { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
        { action: 'FailIndex', onExitCodes: { containerName: 'part', operator: 'In', values: [1, 2] } },
      ],
    },
    template: {
      spec: {
        restartPolicy: 'Never',
        securityContext: podSecurity,
        terminationGracePeriodSeconds: grace,
        ...(serviceAccount === null ? {} : { serviceAccountName: serviceAccount }),
        ...(hours === null ? {} : { activeDeadlineSeconds: Math.ceil(hours * 3600) }),
        volumes: volumes(job, options),
        containers: [container('part', [...ingest, '--part', `auto/${parts}`], job, options)],
      },
    },
  };
}

function finishSpec(job: Job, options: KubernetesOptions): JsonObject {
  const { name, ingest } = job;
  const { namespace, kubectlImage } = options;
  const conditions = `kubectl get job ${name} --namespace ${namespace} -o jsonpath='{.status.conditions[?(@.status=="True")].type}'`;
  return {
    backoffLimit: job.retries,
    ttlSecondsAfterFinished: keptFor,
    template: {
      spec: {
        restartPolicy: 'Never',
        securityContext: podSecurity,
        serviceAccountName: options.serviceAccount ?? `${name}-finish`,
        initContainers: [
          {
            name: 'wait',
            image: kubectlImage,
            command: ['sh', '-c', `until ${conditions} | grep -qwE 'Complete|Failed'; do sleep 15; done`],
            // kubectl keeps what it discovers below HOME.
            env: [{ name: 'HOME', value: temporaryPath }],
            securityContext: containerSecurity,
            volumeMounts: [{ name: 'tmp', mountPath: temporaryPath }],
            resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '128Mi' } },
          },
        ],
        volumes: volumes(job, options),
        containers: [
          container('finish', [...ingest, '--finish', ...job.finish], { ...job, jobs: 1 }, options),
        ],
      },
    },
  };
}

/** Settings of a pod under the restricted profile of the Pod Security Standards. */
const podSecurity = {
  runAsNonRoot: true,
  runAsUser: userId,
  runAsGroup: userId,
  fsGroup: userId,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** Settings of a container under that profile, with a root that nothing writes to. */
const containerSecurity = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

function volumes({ name }: Job, { claims }: KubernetesOptions): JsonObject[] {
  return [
    { name: 'config', configMap: { name } },
    { name: 'tmp', emptyDir: {} },
    ...claims.map((claim, index) => ({
      name: `claim-${index}`,
      persistentVolumeClaim: { claimName: claim.name },
    })),
  ];
}

function container(
  name: string,
  command: readonly string[],
  { jobs, memory, environment }: Job,
  { image, secret, claims, region }: KubernetesOptions,
): JsonObject {
  const variables = { ...environment, ...(region === null ? {} : { AWS_REGION: region }) };
  return {
    name,
    image,
    command: [...command],
    env: Object.entries(variables).map(([key, value]) => ({ name: key, value })),
    ...(secret === null ? {} : { envFrom: [{ secretRef: { name: secret } }] }),
    securityContext: containerSecurity,
    volumeMounts: [
      { name: 'config', mountPath, readOnly: true },
      { name: 'tmp', mountPath: temporaryPath },
      ...claims.map(({ path }, index) => ({ name: `claim-${index}`, mountPath: path })),
    ],
    resources: {
      requests: { cpu: String(jobs), memory: `${memory}Mi` },
      limits: { memory: `${memory}Mi` },
    },
  };
}

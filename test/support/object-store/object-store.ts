import {
  CreateBucketCommand,
  ListMultipartUploadsCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { FaultProxy } from './fault-proxy.js';
import { memoryStoreAt } from './memory-store.js';
import type { ServerAddress } from './server-address.js';
import { memoryTarget, serverTarget } from './target.js';

/** An object store for one test file, reached through a proxy of its own. */
export interface ObjectStore {
  /** Straight to the server, past the proxy. */
  readonly endpoint: string;
  readonly client: S3Client;
  readonly proxy: FaultProxy;
  /** A new bucket's name; `isPublic` lets everybody list and read it. */
  createBucket(isPublic?: boolean): Promise<string>;
  /** A new bucket with the objects of another as they are, ETags and all; null where the server cannot do it. */
  copyBucket(bucket: string): Promise<string | null>;
  /** Keys of the multipart uploads that are neither completed nor aborted. */
  openUploads(bucket: string): Promise<string[]>;
  close(): Promise<void>;
}

/** A server that can be started, if it is installed. */
export interface ServerProgram {
  readonly name: string;
  isInstalled(): boolean;
  start(): Promise<ServerAddress>;
}

const credentialVariables = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_REGION',
  'AWS_EC2_METADATA_DISABLED',
];
const running = new Map<ServerProgram, Promise<ServerAddress>>();
let buckets = 0;

/** Starts a store, one a process, and gives this process credentials for it, until `close`. */
export async function openObjectStore(program: ServerProgram, seed = 1): Promise<ObjectStore> {
  const address = running.get(program) ?? program.start();
  running.set(program, address);
  const { endpoint, ...credentials } = await address;
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const client = new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true });
  const inMemory = memoryStoreAt(endpoint);
  const target = inMemory === undefined ? serverTarget(endpoint, client) : memoryTarget(inMemory);
  const proxy = await FaultProxy.start(target, seed);
  const made: string[] = [];
  const before = credentialVariables.map((name) => [name, process.env[name]] as const);
  process.env.AWS_ACCESS_KEY_ID = credentials.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = credentials.secretAccessKey;
  process.env.AWS_REGION = 'us-east-1';
  process.env.AWS_EC2_METADATA_DISABLED = 'true';
  const newName = () => {
    const bucket = `bucket-${process.pid}-${++buckets}`;
    made.push(bucket);
    return bucket;
  };
  return {
    endpoint,
    client,
    proxy,
    async createBucket(isPublic = false) {
      const bucket = newName();
      await client.send(new CreateBucketCommand({ Bucket: bucket }));
      if (isPublic) await client.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: openTo(bucket) }));
      return bucket;
    },
    async copyBucket(bucket) {
      if (inMemory === undefined) return null;
      const copy = newName();
      inMemory.copyBucket(bucket, copy);
      return copy;
    },
    async openUploads(bucket) {
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
      return Uploads.map(({ Key = '' }) => Key);
    },
    async close() {
      client.destroy();
      await proxy.close();
      for (const bucket of made) inMemory?.drop(bucket);
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    },
  };
}

function openTo(bucket: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: '*',
        Action: ['s3:ListBucket', 's3:GetObject'],
        Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
      },
    ],
  });
}

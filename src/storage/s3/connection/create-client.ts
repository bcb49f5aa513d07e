import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { Crc64Checksum } from '../checksum.js';
import type { S3Options } from '../s3-options.js';
import { findErrorAnswers } from './error-answers.js';
import { signWithChecksum } from './sign-with-checksum.js';

/** Connections to the object store at a time. */
export const maxSockets = 32;

const connectTimeout = 10_000;
const defaultIdleTimeout = 60_000;
const fallbackRegion = 'us-east-1';

/** An SDK client that tries everything once; credentials come from the SDK's default chain. */
export async function createClient(
  options: S3Options,
): Promise<{ client: S3Client; endpoint: string | null }> {
  const { env } = process;
  // The SDK would print its own calendar of Node versions among our messages.
  env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const endpoint = options.endpointUrl ?? (env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL || null);
  const region = options.region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || undefined);
  const config: S3ClientConfig = {
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
    ...(region === undefined ? {} : { region }),
    ...(options.noSignRequest ? anonymous : {}),
    maxAttempts: 1,
    followRegionRedirects: true,
    // Uploads bring a checksum of their own; what the SDK adds by itself is not known to every provider.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    checksumAlgorithms: { CRC64NVME: Crc64Checksum },
    requestHandler: {
      connectionTimeout: connectTimeout,
      socketTimeout: options.idleTimeout ?? defaultIdleTimeout,
      httpAgent: { keepAlive: true, maxSockets },
      httpsAgent: { keepAlive: true, maxSockets },
      logger: silent,
    },
  };
  const client = makeClient(config);
  if (await hasRegion(client)) return { client, endpoint };
  client.destroy();
  return { client: makeClient({ ...config, region: fallbackRegion }), endpoint };
}

function makeClient(config: S3ClientConfig): S3Client {
  const client = new S3Client(config);
  findErrorAnswers(client);
  signWithChecksum(client);
  return client;
}

const anonymous = {
  signer: { sign: async <Request>(request: Request) => request },
  credentials: { accessKeyId: '', secretAccessKey: '' },
} satisfies S3ClientConfig;

const silent = { debug() {}, info() {}, warn() {}, error() {} };

async function hasRegion(client: S3Client): Promise<boolean> {
  try {
    await client.config.region();
    return true;
  } catch {
    return false;
  }
}

import { S3, type S3ClientConfig } from '@aws-sdk/client-s3';
import { Crc64Checksum } from './checksum.js';
import type { S3Options } from './s3-options.js';

/** Number of concurrent connections to the object store. */
export const maxSockets = 32;

const connectTimeout = 10_000;
const defaultIdleTimeout = 60_000;
const fallbackRegion = 'us-east-1';

/**
 * Creates an SDK client without retries, and returns it with the endpoint, null for AWS. Credentials come from the
 * SDK's default chain; the endpoint and region come from the options, the environment or the AWS configuration.
 */
export async function createClient(options: S3Options): Promise<{ client: S3; endpoint: string | null }> {
  const { env } = process;
  // The SDK would print a warning about Node versions among our messages.
  env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const endpoint = options.endpointUrl ?? (env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL || null);
  const region = options.region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || undefined);
  const config: S3ClientConfig = {
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
    ...(region === undefined ? {} : { region }),
    ...(options.noSignRequest ? anonymous : {}),
    maxAttempts: 1,
    followRegionRedirects: true,
    // Uploads have our own checksum; the one that the SDK adds is unknown to some providers.
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
  const hasRegion = await client.config.region().then(
    () => true,
    () => false,
  );
  if (hasRegion) return { client, endpoint };
  client.destroy();
  return { client: makeClient({ ...config, region: fallbackRegion }), endpoint };
}

function makeClient(config: S3ClientConfig): S3 {
  const client = new S3(config);
  findErrorAnswers(client);
  signWithChecksum(client);
  return client;
}

const anonymous = {
  signer: { sign: async <Request>(request: Request) => request },
  credentials: { accessKeyId: '', secretAccessKey: '' },
} satisfies S3ClientConfig;

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Operations whose response body is the object itself or empty. */
const withoutDocument = ['GetObjectCommand', 'HeadObjectCommand'];

/**
 * Turns responses with status 200 into errors if their body is an error document: S3 sends the status before it knows
 * the result. The SDK detects these only if nothing follows the document, not even a line break.
 */
function findErrorAnswers(client: S3): void {
  client.middlewareStack.add(
    <Arguments, Result extends { response: unknown }>(
      next: (request: Arguments) => Promise<Result>,
      { commandName = '' }: { readonly commandName?: string },
    ) =>
      async (request: Arguments): Promise<Result> => {
        const result = await next(request);
        const response = result.response as { statusCode: number; body?: unknown };
        if (response.statusCode !== 200 || withoutDocument.includes(commandName)) return result;
        const bytes = await client.config.streamCollector(response.body);
        response.body = bytes;
        if (isErrorDocument(bytes)) response.statusCode = 503;
        return result;
      },
    { step: 'deserialize', priority: 'low', name: 'findErrorAnswers' },
  );
}

/** True if bytes are an XML document whose root is `Error`, or a page in HTML, as a proxy or a login answers. */
export function isErrorDocument(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1000)).toString('utf8');
  return /^\s*(<\?xml[^>]*\?>)?\s*<Error[\s>]|^\s*<(!doctype html|html)[\s>]/i.test(start);
}

/** Operations whose checksum is that of the body; that of CompleteMultipartUpload is of the object. */
const uploads = ['PutObjectCommand', 'UploadPartCommand'];

/**
 * Excludes the body from the signature of an upload that has a CRC64NVME, over TLS, as the AWS CLI does. The checksum
 * detects accidental changes and TLS prevents others, and SHA-256 takes several times as long as both. Over plain HTTP,
 * and if the server does not support CRC64NVME, the body is signed.
 */
function signWithChecksum(client: S3): void {
  client.middlewareStack.add(
    <Arguments extends { request: unknown }, Result>(
      next: (request: Arguments) => Promise<Result>,
      { commandName = '' }: { readonly commandName?: string },
    ) =>
      (made: Arguments): Promise<Result> => {
        const { headers, protocol } = made.request as { headers: Record<string, string>; protocol: string };
        const hasChecksum = headers['x-amz-checksum-crc64nvme'] !== undefined;
        if (hasChecksum && protocol === 'https:' && uploads.includes(commandName))
          headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD';
        return next(made);
      },
    { step: 'build', name: 'signWithChecksum' },
  );
}

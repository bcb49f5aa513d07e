import type { S3Client } from '@aws-sdk/client-s3';

/** Signs uploads with the SHA-256 that they bring as their checksum; the SDK would compute it once more, and wait for it. */
export function signWithChecksum(client: S3Client): void {
  client.middlewareStack.add(
    <Arguments extends { request: unknown }, Result>(next: (request: Arguments) => Promise<Result>) =>
      (made: Arguments): Promise<Result> => {
        const { headers } = made.request as { headers: Record<string, string> };
        const checksum = headers['x-amz-checksum-sha256'];
        if (checksum !== undefined) {
          headers['x-amz-content-sha256'] = Buffer.from(checksum, 'base64').toString('hex');
        }
        return next(made);
      },
    { step: 'build', name: 'signWithChecksum' },
  );
}

import type { S3Client } from '@aws-sdk/client-s3';

/**
 * Leaves the SHA-256 of a body out of the signature of an upload that has a CRC64NVME, over TLS: the one finds what happens to the
 * body on its way, the other what is done to it. Over plain HTTP the body is signed.
 */
export function signWithChecksum(client: S3Client): void {
  client.middlewareStack.add(
    <Arguments extends { request: unknown }, Result>(next: (request: Arguments) => Promise<Result>) =>
      (made: Arguments): Promise<Result> => {
        const { headers, protocol } = made.request as { headers: Record<string, string>; protocol: string };
        if (headers['x-amz-checksum-crc64nvme'] !== undefined && protocol === 'https:')
          headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD';
        return next(made);
      },
    { step: 'build', name: 'signWithChecksum' },
  );
}

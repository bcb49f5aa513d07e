import type { S3Client } from '@aws-sdk/client-s3';

/** Uploads whose checksum is that of their body; the end of an upload in parts has the checksum of the object. */
const uploads = ['PutObjectCommand', 'UploadPartCommand'];

/**
 * Leaves the SHA-256 of a body out of the signature of an upload that has a CRC64NVME, over TLS, as the AWS CLI does: the checksum
 * finds what happens to the body on its way, TLS lets nobody change it, and SHA-256 would take several times as long as both. Over
 * plain HTTP, and where the server knows no CRC64NVME, the body is signed.
 */
export function signWithChecksum(client: S3Client): void {
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

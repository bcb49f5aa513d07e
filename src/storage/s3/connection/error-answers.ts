import type { S3Client } from '@aws-sdk/client-s3';

/** Operations whose answer is the object itself or has no body. */
const withoutDocument = ['GetObjectCommand', 'HeadObjectCommand'];

/**
 * Makes errors of answers that S3 began with status 200 before it failed: an error document in place of the result.
 * The SDK finds them only where nothing, not even a line break, follows the document, and takes the rest for success.
 */
export function findErrorAnswers(client: S3Client): void {
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

/** Whether bytes are an XML document whose root is `Error`. */
export function isErrorDocument(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1000)).toString('utf8');
  return /^\s*(<\?xml[^>]*\?>)?\s*<Error[\s>]/.test(start);
}

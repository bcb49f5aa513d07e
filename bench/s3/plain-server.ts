// node dist/bench/s3/plain-server.js DIR: objects as files, without signatures, listings in one page; for measurements only.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { operationOf } from '../../test/support/object-store/operation.js';

const [directory = '.'] = process.argv.slice(2);
const counts = new Map<string, number>();
const uploads = new Map<string, Map<number, { file: string; size: number }>>();

const server = createServer((request, response) => {
  serve(request, response).catch((error) => {
    response.writeHead(error?.code === 'ENOENT' ? 404 : 500).end();
  });
});
server.listen(0, '127.0.0.1', () =>
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);

const fileOf = (path: string) => join(directory, encodeURIComponent(decodeURIComponent(path.slice(1))));

/** The ETag of every object: none is written twice. */
const tag = '"object"';

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (url.pathname === '/-/counts') {
    response.end(JSON.stringify(Object.fromEntries(counts)));
    counts.clear();
    return;
  }
  const operation = operationOf(request.method ?? '', url, false);
  counts.set(operation, (counts.get(operation) ?? 0) + 1);
  const file = fileOf(url.pathname);
  const query = (name: string) => url.searchParams.get(name) ?? '';
  const answer = (xml: string) => response.end(`<?xml version="1.0" encoding="UTF-8"?>${xml}`);
  const upload = uploads.get(query('uploadId'));
  if (operation === 'GetObject' || operation === 'HeadObject') return give(request, response, file);
  if (operation === 'ListObjectsV2') return void answer(await list(url));
  if (operation === 'ListMultipartUploads') return void answer('<ListMultipartUploadsResult/>');
  if (operation === 'PutObject') {
    await pipeline(request, createWriteStream(file));
    response.setHeader('etag', tag).end();
  } else if (operation === 'UploadPart') {
    const part = `${file}.part-${query('partNumber')}`;
    await pipeline(request, createWriteStream(part));
    upload?.set(Number(query('partNumber')), { file: part, size: (await stat(part)).size });
    response.setHeader('etag', `"${createHash('md5').update(part).digest('hex')}"`).end();
  } else if (operation === 'CreateMultipartUpload') {
    const id = `upload-${uploads.size}`;
    uploads.set(id, new Map());
    answer(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
  } else if (operation === 'CompleteMultipartUpload') {
    for await (const _ of request);
    for (const [, part] of [...(upload ?? [])].sort(([a], [b]) => a - b)) {
      await pipeline(
        createReadStream(part.file),
        createWriteStream(file, { flags: part.file.endsWith('-1') ? 'w' : 'a' }),
      );
      await rm(part.file);
    }
    answer(`<CompleteMultipartUploadResult><ETag>${tag}</ETag></CompleteMultipartUploadResult>`);
  } else {
    for await (const _ of request);
    if (operation === 'DeleteObject') await rm(file, { force: true });
    if (operation === 'DeleteObjects') answer('<DeleteResult/>');
    else response.writeHead(204).end();
  }
}

async function give(request: IncomingMessage, response: ServerResponse, file: string): Promise<void> {
  const { size } = await stat(file);
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  const start = Number(from ?? 0);
  const end = Math.min(size, Number(to ?? size - 1) + 1);
  response.setHeader('etag', tag);
  response.setHeader('content-length', end - start);
  if (from !== undefined) response.writeHead(206, { 'content-range': `bytes ${start}-${end - 1}/${size}` });
  if (request.method === 'HEAD') return void response.end();
  const handle = await open(file);
  await pipeline(handle.createReadStream({ start, end: Math.max(start, end - 1) }), response);
}

async function list(url: URL): Promise<string> {
  const bucket = url.pathname.replaceAll('/', '');
  const prefix = url.searchParams.get('prefix') ?? '';
  const keys = (await readdir(directory))
    .map(decodeURIComponent)
    .filter((path) => path.startsWith(`${bucket}/${prefix}`))
    .map((path) => path.slice(bucket.length + 1))
    .sort();
  const isFlat = url.searchParams.get('delimiter') === null;
  const shown = keys.filter((key) => isFlat || !key.slice(prefix.length).includes('/'));
  const below = new Set(
    isFlat
      ? []
      : keys.flatMap((key) => /^[^/]*\//.exec(key.slice(prefix.length))?.map((part) => prefix + part) ?? []),
  );
  const contents = await Promise.all(
    shown.map(async (key) => {
      const { size, mtime } = await stat(fileOf(`/${bucket}/${key}`));
      const facts = `<Size>${size}</Size><LastModified>${mtime.toISOString()}</LastModified><ETag>${tag}</ETag>`;
      return `<Contents><Key>${key}</Key>${facts}</Contents>`;
    }),
  );
  const prefixes = [...below].map((key) => `<CommonPrefixes><Prefix>${key}</Prefix></CommonPrefixes>`);
  return `<ListBucketResult><KeyCount>${keys.length}</KeyCount><IsTruncated>false</IsTruncated>${contents.join('')}${prefixes.join('')}</ListBucketResult>`;
}

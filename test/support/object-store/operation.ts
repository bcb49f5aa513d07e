/** The S3 operation that a request is. */
export function operationOf(method: string, url: URL, copies: boolean): string {
  const { searchParams: query } = url;
  const isBucket = url.pathname.split('/').filter((part) => part !== '').length < 2;
  if (method === 'GET' && query.has('uploads')) return 'ListMultipartUploads';
  if (method === 'GET') return isBucket ? 'ListObjectsV2' : 'GetObject';
  if (method === 'HEAD') return 'HeadObject';
  if (method === 'DELETE') return query.has('uploadId') ? 'AbortMultipartUpload' : 'DeleteObject';
  if (method === 'POST' && query.has('uploads')) return 'CreateMultipartUpload';
  if (method === 'POST' && query.has('uploadId')) return 'CompleteMultipartUpload';
  if (method === 'POST') return 'DeleteObjects';
  if (query.has('partNumber')) return copies ? 'UploadPartCopy' : 'UploadPart';
  if (isBucket) return 'CreateBucket';
  return copies ? 'CopyObject' : 'PutObject';
}

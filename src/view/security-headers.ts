/** What a response is, which decides what a browser may do with it. */
export type ResponseKind = 'page' | 'viewer' | 'data';

const policies: Readonly<Record<ResponseKind, (nonce: string) => readonly string[]>> = {
  page: (nonce) => [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
  ],
  // Neuroglancer sets styles of its own, decodes in workers, and its Blosc decoder makes functions of text.
  viewer: () => [
    "default-src 'none'",
    "script-src 'self' 'unsafe-eval'",
    "worker-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    "img-src 'self' data: blob:",
    "connect-src 'self' data: blob:",
  ],
  // A file of the tree is looked at, never run.
  data: () => ["default-src 'none'", 'sandbox'],
};

/** Headers that keep other sites from reading, framing or running what is served. `nonce` marks a page's own scripts. */
export function securityHeaders(kind: ResponseKind, nonce = ''): Record<string, string> {
  const policy = [
    ...policies[kind](nonce),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
}

/** An address as messages and reports may show it: without what may be a password or token. */
export function redactUrl(url: string): string {
  if (!/^https?:\/\//i.test(url)) return url;
  return url.replace(/^(https?:\/\/)[^/?#]*@/i, '$1').replace(/[?#].*$/s, (rest) => `${rest.slice(0, 1)}…`);
}

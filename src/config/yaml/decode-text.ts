import { ConfigError } from '../../errors/index.js';

/** Text of a UTF-8 file without its byte order mark; a ConfigError names the line of the first bad byte. */
export function decodeText(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const good = new TextDecoder('utf-8').decode(bytes).split('\uFFFD', 1)[0] ?? '';
    throw new ConfigError('not UTF-8 text', {
      path: file,
      line: good.split('\n').length,
      hint: 'save the file with the encoding UTF-8',
      cause,
    });
  }
}

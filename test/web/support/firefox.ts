// Firefox by WebDriver BiDi (w3.org/TR/webdriver-bidi), which it serves itself: no driver is needed.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { get } from 'node:http';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/base/json-value.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';

/** Where Debian and Ubuntu put the browser; FIREFOX names another. */
export const firefox = process.env.FIREFOX ?? '/usr/bin/firefox-esr';
export const hasFirefox = existsSync(firefox);

/** A page in Firefox. */
export interface FirefoxPage {
  /** Returns the value of an expression, a promise of a string among them. */
  evaluate(expression: string): Promise<string>;
  /** Gives files of the disk to the input that a selector finds. */
  setFiles(selector: string, files: readonly string[]): Promise<void>;
}

/** Opens an address in a Firefox with an empty profile; both are gone afterwards. */
export async function withFirefoxPage(address: string, work: (page: FirefoxPage) => Promise<void>) {
  await inTemporaryDirectory(async (profile) => {
    const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'];
    const browser = spawn(firefox, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, HOME: profile },
    });
    const ended = new Promise((resolve) => browser.once('exit', resolve));
    try {
      let server: string | undefined;
      for await (const line of createInterface(browser.stderr)) {
        server = /WebDriver BiDi listening on ws:\/\/(\S+)/.exec(line)?.[1];
        if (server !== undefined) break;
      }
      browser.stderr.resume();
      const { ask, socket } = await connect(`http://${server}/session`);
      await ask('session.new', { capabilities: {} });
      const { contexts } = await ask('browsingContext.getTree', {});
      const [first] = Array.isArray(contexts) ? contexts.filter(isJsonObject) : [];
      const context = first?.context ?? null;
      await ask('browsingContext.navigate', { context, url: address, wait: 'complete' });
      await work({
        async evaluate(expression) {
          const answer = await ask('script.evaluate', {
            expression,
            target: { context },
            awaitPromise: true,
          });
          if (answer.type !== 'success') throw new Error(JSON.stringify(answer));
          return isJsonObject(answer.result) ? String(answer.result.value) : '';
        },
        async setFiles(selector, files) {
          const { nodes } = await ask('browsingContext.locateNodes', {
            context,
            locator: { type: 'css', value: selector },
          });
          const [node] = Array.isArray(nodes) ? nodes.filter(isJsonObject) : [];
          await ask('input.setFiles', { context, element: { sharedId: node?.sharedId ?? null }, files });
        },
      });
      socket.destroy();
    } finally {
      browser.kill('SIGKILL');
      await ended;
    }
  });
}

/** Connects to a WebSocket (RFC 6455) whose messages are answers to commands. */
async function connect(address: string) {
  const headers = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': 13,
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
  };
  const [socket, head] = await new Promise<[Socket, Buffer]>((resolve, reject) => {
    const request = get(address, { headers });
    request.once('upgrade', (_, upgraded, rest) => resolve([upgraded, rest]));
    request.once('error', reject);
  });
  const waiting = new Map<JsonValue, (answer: JsonObject) => void>();
  let buffer = head;
  let text = '';
  const take = () => {
    for (;;) {
      const [first = 0, second = 0] = buffer;
      const start = second === 127 ? 10 : second === 126 ? 4 : 2;
      if (buffer.length < start) return;
      const length =
        second === 127 ? Number(buffer.readBigUInt64BE(2)) : second === 126 ? buffer.readUInt16BE(2) : second;
      if (buffer.length < start + length) return;
      // Frames of text (1) and what continues it (0); 0x80 marks the last one.
      if ((first & 15) < 2) text += buffer.toString('utf8', start, start + length);
      buffer = buffer.subarray(start + length);
      if (first < 0x80 || (first & 15) > 1) continue;
      const message: JsonObject = JSON.parse(text);
      text = '';
      waiting.get(message.id ?? null)?.(message);
    }
  };
  socket.on('data', (bytes) => {
    buffer = Buffer.concat([buffer, bytes]);
    take();
  });
  let count = 0;
  const ask = async (method: string, params: Record<string, unknown>): Promise<JsonObject> => {
    count += 1;
    const id = count;
    const answer = await new Promise<JsonObject>((resolve) => {
      waiting.set(id, resolve);
      socket.write(frameOf(JSON.stringify({ id, method, params })));
    });
    if (!isJsonObject(answer.result)) throw new Error(`${method}: ${JSON.stringify(answer)}`);
    return answer.result;
  };
  return { ask, socket };
}

/** Returns a frame of text, masked with zeros as clients may do. */
function frameOf(text: string): Buffer {
  const bytes = Buffer.from(text);
  const head = Buffer.alloc(14);
  head.writeUInt8(0x81, 0);
  head.writeUInt8(0xff, 1);
  head.writeBigUInt64BE(BigInt(bytes.length), 2);
  return Buffer.concat([head, bytes]);
}

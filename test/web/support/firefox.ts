// Firefox by WebDriver BiDi (w3.org/TR/webdriver-bidi), which it serves itself: no driver is needed.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/base/json-value.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';

/** Where Debian and Ubuntu put the browser; FIREFOX names another. */
export const firefox = process.env.FIREFOX ?? '/usr/bin/firefox-esr';
/** Node.js 20 has WebSockets with `--experimental-websocket` only. */
export const hasFirefox = existsSync(firefox) && 'WebSocket' in globalThis;

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
      const server = await new Promise<string>((resolve) => {
        createInterface(browser.stderr).on('line', (line) => {
          const [, found] = /WebDriver BiDi listening on (\S+)/.exec(line) ?? [];
          if (found !== undefined) resolve(found);
        });
      });
      const { ask, socket } = await connect(`${server}/session`);
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
      socket.close();
    } finally {
      browser.kill('SIGKILL');
      await ended;
    }
  });
}

/** Connects to a WebSocket whose messages are answers to commands. */
async function connect(address: string) {
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', reject);
  });
  const waiting = new Map<JsonValue, (answer: JsonObject) => void>();
  socket.addEventListener('message', ({ data }) => {
    const answer: JsonObject = JSON.parse(String(data));
    waiting.get(answer.id ?? null)?.(answer);
  });
  let count = 0;
  const ask = async (method: string, params: Record<string, unknown>): Promise<JsonObject> => {
    count += 1;
    const id = count;
    const answer = await new Promise<JsonObject>((resolve) => {
      waiting.set(id, resolve);
      socket.send(JSON.stringify({ id, method, params }));
    });
    if (!isJsonObject(answer.result)) throw new Error(`${method}: ${JSON.stringify(answer)}`);
    return answer.result;
  };
  return { ask, socket };
}

import { suite } from 'uvu';
import { isWhole } from '../long.js';
import { type ObjectStore, openObjectStore, type ServerProgram } from './object-store.js';

export type AddTest = (title: string, body: (store: ObjectStore) => Promise<void>) => void;

/**
 * A suite of tests that need an object store; where its server is not installed it says so and is skipped. `define` is given what adds
 * tests, and what adds those that take long.
 */
export function objectStoreSuite(
  name: string,
  program: ServerProgram,
  define: (test: AddTest, long: AddTest) => void,
): void {
  const test = suite<{ store: ObjectStore }>(name);
  let isEmpty = true;
  const skip: AddTest = (title) => test.skip(title);
  const add: AddTest = (title, body) => {
    isEmpty = false;
    test(title, ({ store }) => body(store));
  };
  if (program.isInstalled()) define(add, isWhole ? add : skip);
  else {
    process.stdout.write(`${name}: skipped, ${program.name} is not installed\n`);
    define(skip, skip);
  }
  if (!isEmpty) {
    test.before(async (context) => {
      context.store = await openObjectStore(program);
    });
    test.after(async ({ store }) => {
      await store?.close();
    });
    test.before.each(async ({ store }) => {
      await store.proxy.untilIdle();
      store.proxy.setFaults({});
      store.proxy.takeCounts();
      store.proxy.takeReads();
      store.proxy.takeGets();
    });
  }
  test.run();
}

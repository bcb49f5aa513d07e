import { suite } from 'uvu';
import { type ObjectStore, openObjectStore, type ServerProgram } from './object-store.js';

export type AddTest = (title: string, body: (store: ObjectStore) => Promise<void>) => void;

/** A suite of tests that need an object store; where its server is not installed it says so and is skipped. */
export function objectStoreSuite(
  name: string,
  program: ServerProgram,
  define: (test: AddTest) => void,
): void {
  const test = suite<{ store: ObjectStore }>(name);
  if (program.isInstalled()) {
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
    define((title, body) => test(title, ({ store }) => body(store)));
  } else {
    process.stdout.write(`${name}: skipped, ${program.name} is not installed\n`);
    define((title) => test.skip(title));
  }
  test.run();
}

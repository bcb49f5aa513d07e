// Follows every link and anchor within the built site; status 1 where one leads nowhere. Links to other sites are not followed.
import { fileURLToPath } from 'node:url';
import { LinkChecker } from 'linkinator';

const checker = new LinkChecker();
const dead = [];
checker.on('link', ({ state, url, parent, status }) => {
  if (state === 'BROKEN') dead.push(`${parent}: ${url} (${status})`);
});
const { links } = await checker.check({
  path: '.',
  serverRoot: fileURLToPath(new URL('dist/', import.meta.url)),
  recurse: true,
  concurrency: 8,
  checkFragments: true,
  // The site's own server drops connections on a busy machine (status 0). A page that is missing is 404, and stays dead.
  retryErrors: true,
  retryErrorsJitter: 500,
  linksToSkip: async (url) => !url.startsWith('http://localhost:'),
});
const followed = links.filter(({ state }) => state !== 'SKIPPED').length;
console.log(`${followed} links followed, ${dead.length} dead`);
for (const line of dead) console.log(line);
if (dead.length > 0 || followed === 0) process.exitCode = 1;

const zarrMembers = new Set(['.zattrs', '.zgroup', '.zarray', '.zmetadata']);
const strayNames = new Set(['thumbs.db', 'desktop.ini', '__macosx']);
const strayEnding = /(?:~|\.(?:tmp|temp|part|partial|swp|bak|crdownload|lock))$/i;

/** Whether a path is what a tool or desktop left behind: hidden or temporary by its name. */
export function isLeftover(path: string): boolean {
  return path.split('/').some(isStrayName);
}

function isStrayName(name: string): boolean {
  if (name === '.' || name === '..') return false;
  if (name.startsWith('.')) return !zarrMembers.has(name);
  return strayNames.has(name.toLowerCase()) || strayEnding.test(name);
}

/** The version of this package, as in its package.json: browsers, which have no such file, need it too. */
export const toolVersion: string = '0.2.0';

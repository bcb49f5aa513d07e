export { startViewServer, type ViewOptions, type ViewServer, viewerUrl } from './view-server.js';

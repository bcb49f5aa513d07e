import { hostname, userInfo } from 'node:os';

/** Whether a browser can be shown here: on Linux there must be a display, and no session from afar. */
export function hasDisplay(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): boolean {
  if (env.SSH_CONNECTION !== undefined && env.DISPLAY === undefined) return false;
  return platform !== 'linux' || env.DISPLAY !== undefined || env.WAYLAND_DISPLAY !== undefined;
}

/** The command that brings the server's port to the user's own machine. */
export function sshLine(url: string): string {
  const { port } = new URL(url);
  return `ssh -L ${port}:127.0.0.1:${port} ${userInfo().username}@${hostname()}`;
}

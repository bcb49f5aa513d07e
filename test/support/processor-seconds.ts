/** Seconds of processor time since `start`, of a process that may wait for others as long as it likes. */
export function processorSeconds(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

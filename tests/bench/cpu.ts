import { readFileSync } from 'node:fs';

/** CPU seconds of a process, all and those in the system. Clock ticks are 100 a second on Linux. */
export function cpuOf(pid: number): [number, number] {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const [user, system] = [Number(fields[11]) / 100, Number(fields[12]) / 100];
  return [user + system, system];
}

import { readFileSync } from "node:fs";

/**
 * The most memory this process has had, in MB. Linux tells it of the process itself (VmHWM in proc(5)); the `maxRSS`
 * that every system has begins, in a child, at what its parent had.
 */
export function peakMemoryMB(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS / 1024;
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  if (kibibytes === undefined) throw new Error("the system does not tell how much memory was used");
  return Number(kibibytes) / 1024;
}

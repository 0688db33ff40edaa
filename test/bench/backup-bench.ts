import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { z } from "zod";
import { makeCertificate } from "../../simulator/certificate.ts";
import { startAzurite } from "../support/azurite.ts";

export interface BackupBenchOptions {
  /** How much is backed up, in MiB. @default 2048 */
  readonly mebibytes?: number;
  /** How many small blobs are among it. @default 2000 */
  readonly small?: number;
}

const MIB = 1024 * 1024;
const SMALL_BYTES = 4096;
const LARGE_BYTES = 64 * MIB;

/** A set this many times smaller shows whether memory grows with what is copied. */
const SMALLER = 4;

const measuredSchema = z.object({
  backupSeconds: z.number(),
  backupCpuSeconds: z.number(),
  backupCalls: z.number(),
  backupSmallCalls: z.number(),
  verifySeconds: z.number(),
  verifyCpuSeconds: z.number(),
  verifyCalls: z.number(),
  serveSeconds: z.number(),
  sumSeconds: z.number(),
  peakMB: z.number(),
  blobs: z.number(),
  bytes: z.number(),
});
type Measured = z.infer<typeof measuredSchema>;

/**
 * Backs a set of small and large blobs up from one account to another and verifies it, in a process of its own whose
 * memory is measured, compiled as the package is; then `sha256sum` reads the same bytes from files, in the same run.
 * `backup.verifyRatio` is verify's throughput over that of sha256sum. The emulator is one process that serves over
 * TLS: `backup.serveRatio` is what it serves at most, to a reader that does nothing with the bytes, over sha256sum.
 * `backup.memoryGrowth` is the peak of both over that for a quarter of the set, in another process. A large blob takes
 * a call for each of its blocks; `backup.callsPerSmallBlob` is read, write, read back.
 * The CPU seconds are those of Sundown's process alone, and vary less than times on a machine that others use too.
 */
export async function backupBench(options: BackupBenchOptions = {}): Promise<Record<string, number>> {
  const folder = await mkdtemp(join(tmpdir(), "backup-bench-"));
  const { certificatePath, keyPath } = await makeCertificate([], folder);
  const location = join(folder, "blobs");
  await mkdir(location);
  const azurite = await startAzurite({
    accounts: ["stsource", "stbackup"],
    certificatePath,
    keyPath,
    location,
  });
  try {
    const worker = join(folder, "worker.mjs");
    await compileWorker(worker);
    const storageHost = new URL(azurite.origin).host;
    const set = { mebibytes: options.mebibytes ?? 2048, small: options.small ?? 2000 };
    const measure = async (container: string, part: number): Promise<Measured> => {
      const job = join(folder, `${container}.json`);
      const [files, record] = [join(folder, `${container}.files`), join(folder, `${container}.jsonl`)];
      await writeFile(
        job,
        JSON.stringify({ storageHost, container, files, record, blobs: blobsOf(set, part) }),
      );
      await runWorker([worker, "fill", job], certificatePath);
      return measuredSchema.parse(JSON.parse(await runWorker([worker, "measure", job], certificatePath)));
    };
    const { peakMB: smallerPeakMB } = await measure("part", SMALLER);
    const measured = await measure("whole", 1);
    const gibibytes = measured.bytes / MIB / 1024;
    return {
      "backup.verifyRatio": measured.sumSeconds / measured.verifySeconds,
      "backup.peakMB": measured.peakMB,
      "backup.memoryGrowth": measured.peakMB / smallerPeakMB,
      "backup.copyMBPerSecond": measured.bytes / MIB / measured.backupSeconds,
      "backup.verifyMBPerSecond": measured.bytes / MIB / measured.verifySeconds,
      "backup.serveRatio": measured.sumSeconds / measured.serveSeconds,
      "backup.callsPerBlob": measured.backupCalls / measured.blobs,
      "backup.callsPerSmallBlob": measured.backupSmallCalls / set.small,
      "verify.callsPerBlob": measured.verifyCalls / measured.blobs,
      "backup.cpuSecondsPerGiB": measured.backupCpuSeconds / gibibytes,
      "verify.cpuSecondsPerGiB": measured.verifyCpuSeconds / gibibytes,
    };
  } finally {
    await azurite.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function blobsOf(
  { mebibytes, small }: Required<BackupBenchOptions>,
  part: number,
): readonly (readonly [name: string, bytes: number])[] {
  const large = Math.max(1, Math.round((mebibytes * MIB) / LARGE_BYTES / part));
  return [
    ...Array.from({ length: small / part }, (_, index) => [`small/${index}`, SMALL_BYTES] as const),
    ...Array.from({ length: large }, (_, index) => [`large/${index}`, LARGE_BYTES] as const),
  ];
}

/** Type stripping alone would take some 70 MB of the worker's memory. */
async function compileWorker(file: string): Promise<void> {
  const bundle = await rolldown({
    input: fileURLToPath(new URL("backup-worker.ts", import.meta.url)),
    platform: "node",
    logLevel: "warn",
    // Loaded by the storage library only for a list format that Sundown never asks for.
    external: ["apache-arrow"],
  });
  try {
    await bundle.write({ file, format: "esm", codeSplitting: false });
  } finally {
    await bundle.close();
  }
}

function runWorker(args: readonly string[], certificatePath: string): Promise<string> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: certificatePath },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) =>
      code === 0 ? resolve(output) : reject(new Error(`the worker ended with ${code}`)),
    );
  });
}

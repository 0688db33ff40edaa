import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { blobService, type StorageConnection } from "../../azure/storage/blob-service.ts";
import { openContainerTarget } from "../../azure/storage/container-target.ts";
import { inParallel } from "../../azure/storage/in-parallel.ts";
import { copyContainer } from "../../steps/backup/copy-container.ts";
import { openCopyRecord } from "../../steps/backup/copy-record.ts";
import { verifyArtifacts } from "../../steps/verify/verify-artifacts.ts";
import { storageToken } from "../support/storage-token.ts";

/** `node backup-worker.ts fill|measure JOB`: the measured half of the benchmark, in a process of its own. */
const jobSchema = z.object({
  storageHost: z.string(),
  files: z.string(),
  record: z.string(),
  blobs: z.array(z.tuple([z.string(), z.number()])),
});
type Job = z.infer<typeof jobSchema>;

const OF =
  "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/stsource";
const [, , mode, path = ""] = process.argv;
const job = jobSchema.parse(JSON.parse(await readFile(path, "utf8")));
const connection = connectionTo(job);
const source = blobService(connection, `https://${job.storageHost}/stsource`).getContainerClient("data");
if (mode === "fill") await fill();
else process.stdout.write(JSON.stringify(await measure()));

function connectionTo({ storageHost }: Job): StorageConnection {
  const token = { token: storageToken(), expiresOnTimestamp: Date.now() + 3_600_000 };
  return {
    cloud: {
      name: "bench",
      resourceManager: "https://localhost:1",
      armScope: "https://localhost:1/.default",
      loginEndpoint: "https://localhost:1",
      storageSuffix: storageHost,
      keyVaultSuffix: undefined,
      appConfigurationSuffix: undefined,
      portal: undefined,
    },
    credential: { getToken: async () => token },
  };
}

/** The same bytes as blobs and as files. */
async function fill(): Promise<void> {
  await source.create();
  await mkdir(job.files, { recursive: true });
  await inParallel(job.blobs.entries(), 4, async ([index, [name, bytes]]) => {
    const content = randomBytes(bytes);
    await source.getBlockBlobClient(name).uploadData(content, { blockSize: 8 * 1024 * 1024, concurrency: 2 });
    await writeFile(join(job.files, String(index)), content);
  });
}

async function measure(): Promise<Record<string, number>> {
  const target = await openContainerTarget(connection, {
    accountUrl: `https://${job.storageHost}/stbackup`,
    container: "keep",
    prefix: "",
  });
  const record = await openCopyRecord(job.record);
  const before = performance.now();
  const copied = await copyContainer({
    of: OF,
    source,
    target,
    folder: "stsource/data",
    record,
    signal: new AbortController().signal,
    onBytes: () => {},
  });
  await record.close();
  const copiedAt = performance.now();
  if (!("artifact" in copied)) throw new Error(copied.map(({ message }) => message).join("; "));
  const checks = await verifyArtifacts({ backups: [{ of: OF, artifacts: [copied.artifact] }] }, connection);
  const verifiedAt = performance.now();
  const problems = checks.flatMap((check) => check.problems.map(({ message }) => message));
  if (problems.length > 0) throw new Error(problems.join("; "));
  const peakMB = process.resourceUsage().maxRSS / 1024;
  const summedAt = performance.now();
  await promisify(execFile)("sh", [
    "-c",
    'find "$1" -type f -exec sha256sum {} + > /dev/null',
    "sh",
    job.files,
  ]);
  return {
    backupSeconds: (copiedAt - before) / 1000,
    verifySeconds: (verifiedAt - copiedAt) / 1000,
    sumSeconds: (performance.now() - summedAt) / 1000,
    peakMB,
    blobs: copied.blobs,
    bytes: copied.bytes,
  };
}

import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { subscribe } from "node:diagnostics_channel";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { Agent, get } from "node:https";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import type { BackupTarget } from "../../azure/storage/backup-target.ts";
import { blobService, type StorageConnection } from "../../azure/storage/blob-service.ts";
import { openContainerTarget } from "../../azure/storage/container-target.ts";
import { inParallel } from "../../azure/storage/in-parallel.ts";
import { withLittleMemory } from "../../azure/storage/with-little-memory.ts";
import type { Artifact } from "../../core/manifest/manifest.ts";
import { copyContainer } from "../../steps/backup/copy-container.ts";
import { openCopyRecord } from "../../steps/backup/copy-record.ts";
import { decommissionFolder } from "../../steps/decommission-folder.ts";
import { verifyArtifacts } from "../../steps/verify/verify-artifacts.ts";
import { storageToken } from "../support/storage-token.ts";
import { peakMemoryMB } from "./peak-memory.ts";

/** `node backup-worker.ts fill|measure JOB`: the measured half of the benchmark, in a process of its own. */
const jobSchema = z.object({
  storageHost: z.string(),
  container: z.string(),
  files: z.string(),
  record: z.string(),
  blobs: z.array(z.tuple([z.string(), z.number()])),
});
type Job = z.infer<typeof jobSchema>;
/** Of the channel that Node tells of every request on. */
const startedSchema = z.object({ request: z.object({ path: z.string() }) });

interface Timed<Result> {
  readonly result: Result;
  readonly seconds: number;
  /** Of this process; the emulator's is not in it. */
  readonly cpuSeconds: number;
  readonly calls: number;
  /** How many of them were about small blobs. */
  readonly smallCalls: number;
}

const OF =
  "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/stsource";
const [, , mode, path = ""] = process.argv;
const job = jobSchema.parse(JSON.parse(await readFile(path, "utf8")));
const connection = connectionTo(job);
const source = blobService(connection, `https://${job.storageHost}/stsource`).getContainerClient(
  job.container,
);
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
  let calls = 0;
  let smallCalls = 0;
  subscribe("http.client.request.start", (message) => {
    calls += 1;
    if (startedSchema.parse(message).request.path.includes("/small/")) smallCalls += 1;
  });
  const timed = async <Result>(work: () => Promise<Result>): Promise<Timed<Result>> => {
    [calls, smallCalls] = [0, 0];
    const [cpuBefore, before] = [process.cpuUsage(), performance.now()];
    const result = await work();
    const { user, system } = process.cpuUsage(cpuBefore);
    const seconds = (performance.now() - before) / 1000;
    return { result, seconds, cpuSeconds: (user + system) / 1e6, calls, smallCalls };
  };
  const backup = await timed(() => withLittleMemory(() => backUp(target)));
  const summedBefore = await timed(sha256sum);
  const verify = await timed(() =>
    verifyArtifacts({ backups: [{ of: OF, artifacts: [backup.result] }] }, connection),
  );
  const problems = verify.result.flatMap((check) => check.problems.map(({ message }) => message));
  if (problems.length > 0) throw new Error(problems.join("; "));
  const peakMB = peakMemoryMB();
  const served = await timed(readPlainly);
  const summedAfter = await timed(sha256sum);
  return {
    backupSeconds: backup.seconds,
    backupCpuSeconds: backup.cpuSeconds,
    backupCalls: backup.calls,
    backupSmallCalls: backup.smallCalls,
    verifySeconds: verify.seconds,
    verifyCpuSeconds: verify.cpuSeconds,
    verifyCalls: verify.calls,
    serveSeconds: served.seconds,
    sumSeconds: (summedBefore.seconds + summedAfter.seconds) / 2,
    peakMB,
    blobs: job.blobs.length,
    bytes: job.blobs.reduce((sum, [, bytes]) => sum + bytes, 0),
  };
}

async function backUp(target: BackupTarget): Promise<Artifact> {
  const record = await openCopyRecord(job.record);
  const copied = await copyContainer({
    job: {
      id: OF,
      target,
      folder: decommissionFolder(dirname(job.record)),
      context: { signal: new AbortController().signal },
    },
    source,
    folder: `stsource/${job.container}`,
    record,
    onBytes: () => {},
  });
  await record.close();
  if ("artifact" in copied) return copied.artifact;
  throw new Error(copied.map(({ message }) => message).join("; "));
}

async function sha256sum(): Promise<void> {
  const command = 'find "$1" -type f -exec sha256sum {} + > /dev/null';
  await promisify(execFile)("sh", ["-c", command, "sh", job.files]);
}

/** What the emulator serves at most: the same copies, read without hashing and without the storage library. */
async function readPlainly(): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  const headers = { authorization: `Bearer ${storageToken()}`, "x-ms-version": "2021-12-02" };
  const read = (name: string, expected: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const url = `https://${job.storageHost}/stbackup/keep/stsource/${job.container}/blobs/${name}`;
      get(url, { agent, headers }, (answer) => {
        let bytes = 0;
        answer.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
        });
        answer.once("end", () =>
          bytes === expected ? resolve() : reject(new Error(`${name}: ${answer.statusCode}, ${bytes} bytes`)),
        );
      }).once("error", reject);
    });
  await inParallel(job.blobs, 6, ([name, bytes]) => read(name, bytes));
  agent.destroy();
}

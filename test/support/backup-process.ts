import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { World } from "./backup-world.ts";
import type { TestStorage } from "./storage.ts";

export interface BackupProcess {
  /** At once, as a power failure would. */
  kill(): void;
  readonly killed: boolean;
  readonly exited: Promise<unknown>;
}

/** A backup in a process of its own. */
export async function startBackupProcess(
  { simulator }: Pick<World, "simulator">,
  storage: Pick<TestStorage, "certificatePath">,
  { folder, to, id }: { readonly folder: string; readonly to: string; readonly id: string },
): Promise<BackupProcess> {
  const authorities = join(folder, "run", "authorities.pem");
  const storageCertificate = await readFile(storage.certificatePath, "utf8");
  await writeFile(authorities, `${simulator.certificate}\n${storageCertificate}`);
  const script = fileURLToPath(new URL("./backup-child.ts", import.meta.url));
  const child = spawn(process.execPath, [script, folder, to, id], {
    env: { ...process.env, ...simulator.environment(), NODE_EXTRA_CA_CERTS: authorities },
    stdio: "inherit",
  });
  return {
    kill: () => void child.kill("SIGKILL"),
    get killed() {
      return child.killed;
    },
    exited: new Promise((resolve) => child.once("exit", resolve)),
  };
}

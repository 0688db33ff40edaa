import { randomBytes } from "node:crypto";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { makeCertificate } from "../../simulator/certificate.ts";
import { startAzurite } from "./azurite.ts";
import { startStorageHost } from "./storage-host.ts";

/** Accounts of the estate that hold blobs, tables and files. */
const SOURCE_ACCOUNTS = ["stparcelorders", "stparcelflowlogs"] as const;
/** The one in another subscription, which takes the copies. */
export const BACKUP_ACCOUNT = "stcontosobackup";
/** Where Azure keeps what managed disks hold; nobody's own account. */
export const DISK_ACCOUNT = "mdparcel";

export interface DemoStorage {
  /** `localhost:PORT`: what stands in for `core.windows.net`. */
  readonly host: string;
  /** PEM to trust. */
  readonly certificate: string;
  /** A client that may do everything in one storage account. */
  readonly blobs: (account: string) => BlobServiceClient;
  /** Lets the simulator at this origin serve the files of the accounts. */
  serveFilesFrom(origin: string): void;
  stop(): Promise<void>;
}

/** Storage emulators for the accounts of the estate, their disks, and the account for the backups. */
export async function startDemoStorage(folder: string): Promise<DemoStorage> {
  const closers: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const closer of closers.toReversed()) await closer().catch(() => undefined);
  };
  try {
    const certificate = await makeCertificate([], folder);
    const names = [...SOURCE_ACCOUNTS, DISK_ACCOUNT, BACKUP_ACCOUNT];
    const keys = new Map(names.map((name) => [name, randomBytes(32).toString("base64")]));
    const start = async (accounts: readonly string[], service: "blob" | "table" = "blob") => {
      const own = new Map([...keys].filter(([name]) => accounts.includes(name)));
      const emulator = await startAzurite({ accounts: own, service, ...certificate });
      closers.push(() => emulator.stop());
      return emulator.origin;
    };
    const [source, tables, backup] = await Promise.all([
      start([...SOURCE_ACCOUNTS, DISK_ACCOUNT]),
      start(SOURCE_ACCOUNTS, "table"),
      start([BACKUP_ACCOUNT]),
    ]);
    const accounts = new Map([
      ...SOURCE_ACCOUNTS.flatMap((name) => [[name, source] as const, [`.table/${name}`, tables] as const]),
      [DISK_ACCOUNT, source],
      [BACKUP_ACCOUNT, backup],
    ]);
    const front = await startStorageHost({ accounts, ...certificate });
    closers.push(() => front.stop());
    setDefaultCACertificates([...getCACertificates("default"), certificate.certificate]);
    return {
      host: front.host,
      certificate: certificate.certificate,
      blobs: (account) =>
        new BlobServiceClient(
          `https://${front.host}/${account}`,
          new StorageSharedKeyCredential(account, keys.get(account) ?? ""),
        ),
      serveFilesFrom(origin) {
        for (const name of SOURCE_ACCOUNTS) accounts.set(`.file/${name}`, `${origin}/.file`);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

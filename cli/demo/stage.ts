import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { BlobServiceClient } from "@azure/storage-blob";
import { type AzureSimulator, startAzureSimulator } from "../../simulator/azure-simulator.ts";
import { type GitHubSimulator, startGitHubSimulator } from "../../simulator/github/github-simulator.ts";
import { demoEstate } from "./demo-estate.ts";
import { BACKUP_ACCOUNT, startDemoStorage } from "./demo-storage.ts";

/** Virtual seconds per real second: a group delete of several minutes takes a second or two. */
const SPEED = 300;

export interface Stage {
  readonly azure: AzureSimulator;
  readonly github: GitHubSimulator;
  readonly subscriptionId: string;
  readonly subscriptionName: string;
  /** What a program needs to reach this Azure, without anybody's secret. */
  readonly cloud: Readonly<Record<string, string>>;
  /** Of the administrator of the SQL server. */
  readonly sqlPassword: string;
  readonly backupUrl: string;
  /** A client that may do everything in one storage account. */
  readonly blobs: (account: string) => BlobServiceClient;
  close(): Promise<void>;
}

/**
 * Everything the demo plays on: an Azure with the demo's estate, a GitHub, and storage emulators. All of it on
 * 127.0.0.1, on free ports.
 */
export async function setStage(folder: string): Promise<Stage> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.toReversed()) await closer().catch(() => undefined);
  };
  try {
    await mkdir(folder, { recursive: true });
    const storage = await startDemoStorage(join(folder, "storage"));
    closers.push(() => storage.stop());
    const sqlPassword = randomBytes(18).toString("base64url");
    const estate = await demoEstate(storage, sqlPassword);
    const azure = await startAzureSimulator({
      estate,
      speed: SPEED,
      storageHost: storage.host,
      certificateFolder: join(folder, "azure"),
    });
    closers.push(() => azure.close());
    setDefaultCACertificates([...getCACertificates("default"), azure.certificate]);
    storage.serveFilesFrom(azure.origin);
    const github = await startGitHubSimulator();
    closers.push(() => github.close());

    const trust = join(folder, "trust.pem");
    await writeFile(trust, `${storage.certificate}\n${azure.certificate}`);
    const { AZURE_CLIENT_SECRET: _secret, ...cloud } = azure.environment();
    return {
      azure,
      github,
      subscriptionId: estate.subscription?.subscriptionId ?? "",
      subscriptionName: estate.subscription?.displayName ?? "",
      cloud: { ...cloud, NODE_EXTRA_CA_CERTS: trust },
      sqlPassword,
      backupUrl: `https://${storage.host}/${BACKUP_ACCOUNT}`,
      blobs: storage.blobs,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

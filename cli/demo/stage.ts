import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { type AzureSimulator, startAzureSimulator } from "../../simulator/azure-simulator.ts";
import { makeCertificate } from "../../simulator/certificate.ts";
import { type GitHubSimulator, startGitHubSimulator } from "../../simulator/github/github-simulator.ts";
import { loadEstate } from "../../simulator/load-estate.ts";
import { startAzurite } from "./azurite.ts";
import { startStorageHost } from "./storage-host.ts";

/** Accounts of the estate that hold blobs, and the one in another subscription that takes the copies. */
export const SOURCE_ACCOUNTS = ["stparcelorders", "stparcelflowlogs"] as const;
export const BACKUP_ACCOUNT = "stcontosobackup";

/** Virtual seconds per real second: a group delete of several minutes takes a second or two. */
const SPEED = 300;

export interface Stage {
  readonly azure: AzureSimulator;
  readonly github: GitHubSimulator;
  readonly subscriptionId: string;
  readonly subscriptionName: string;
  /** What a program needs to reach this Azure, without anybody's secret. */
  readonly cloud: Readonly<Record<string, string>>;
  readonly backupUrl: string;
  /** A client that may do everything in one storage account. */
  readonly blobs: (account: string) => BlobServiceClient;
  close(): Promise<void>;
}

/**
 * Everything the demo plays on: an Azure with the demo's estate, a GitHub, and storage emulators, for the
 * accounts of the estate and one for the backups. All of it on 127.0.0.1, on free ports.
 */
export async function setStage(folder: string): Promise<Stage> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.toReversed()) await closer().catch(() => undefined);
  };
  try {
    await mkdir(folder, { recursive: true });
    const storageCertificate = await makeCertificate([], join(folder, "storage"));
    const keys = new Map(
      [...SOURCE_ACCOUNTS, BACKUP_ACCOUNT].map((name) => [name, randomBytes(32).toString("base64")]),
    );
    const pick = (names: readonly string[]) => new Map([...keys].filter(([name]) => names.includes(name)));
    const [source, tables, backup] = await Promise.all([
      startAzurite({ accounts: pick(SOURCE_ACCOUNTS), ...storageCertificate }),
      startAzurite({ accounts: pick(SOURCE_ACCOUNTS), service: "table", ...storageCertificate }),
      startAzurite({ accounts: pick([BACKUP_ACCOUNT]), ...storageCertificate }),
    ]);
    closers.push(...[source, tables, backup].map((emulator) => () => emulator.stop()));
    const storage = await startStorageHost({
      accounts: new Map([
        ...SOURCE_ACCOUNTS.flatMap((name) => [
          [name, source.origin] as const,
          [`.table/${name}`, tables.origin] as const,
        ]),
        [BACKUP_ACCOUNT, backup.origin],
      ]),
      ...storageCertificate,
    });
    closers.push(() => storage.stop());

    const estate = await loadEstate("demo");
    const azure = await startAzureSimulator({
      estate: {
        ...estate,
        resources: [...estate.resources, backupAccount(estate.subscriptions?.[0]?.subscriptionId)],
      },
      speed: SPEED,
      storageHost: storage.host,
      certificateFolder: join(folder, "azure"),
    });
    closers.push(() => azure.close());
    const github = await startGitHubSimulator();
    closers.push(() => github.close());

    const trust = join(folder, "trust.pem");
    await writeFile(trust, `${storageCertificate.certificate}\n${azure.certificate}`);
    setDefaultCACertificates([...getCACertificates("default"), storageCertificate.certificate]);
    const { AZURE_CLIENT_SECRET: _secret, ...cloud } = azure.environment();
    return {
      azure,
      github,
      subscriptionId: estate.subscription?.subscriptionId ?? "",
      subscriptionName: estate.subscription?.displayName ?? "",
      cloud: { ...cloud, NODE_EXTRA_CA_CERTS: trust },
      backupUrl: `https://${storage.host}/${BACKUP_ACCOUNT}`,
      blobs: (account) =>
        new BlobServiceClient(
          `https://${storage.host}/${account}`,
          new StorageSharedKeyCredential(account, keys.get(account) ?? ""),
        ),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function backupAccount(subscriptionId: string | undefined) {
  return {
    id: `/subscriptions/${subscriptionId}/resourceGroups/rg-platform-backup/providers/Microsoft.Storage/storageAccounts/${BACKUP_ACCOUNT}`,
    location: "northeurope",
    kind: "StorageV2",
    sku: { name: "Standard_GRS", tier: "Standard" },
    properties: { provisioningState: "Succeeded" },
  };
}

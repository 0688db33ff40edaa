import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { BlobServiceClient } from "@azure/storage-blob";
import { generate } from "selfsigned";
import { blobService, type StorageConnection } from "../../azure/storage/blob-service.ts";
import { type Azurite, startAzurite } from "./azurite.ts";
import { type StorageFront, startStorageFront } from "./storage-front.ts";
import { storageToken } from "./storage-token.ts";

/** Emulators behind one storage host, and a connection whose tokens they accept. */
export interface TestStorage {
  readonly front: StorageFront;
  readonly connection: StorageConnection;
  readonly certificatePath: string;
  readonly keyPath: string;
  service(account: string): BlobServiceClient;
  accountUrl(account: string): string;
  /** Starts an emulator for the accounts' tables, too. */
  withTables(...accounts: readonly string[]): Promise<void>;
  /** Lets the simulator at this origin serve the account's files. */
  withFiles(account: string, origin: string): void;
  stop(): Promise<void>;
}

/** Node reads NODE_EXTRA_CA_CERTS only at its start; this adds to what this process trusts already. */
export function trustCertificate(certificate: string): void {
  setDefaultCACertificates([...getCACertificates("default"), certificate]);
}

/** Each list of accounts gets an emulator of its own. */
export async function startStorage(...groups: readonly (readonly string[])[]): Promise<TestStorage> {
  const folder = await mkdtemp(join(tmpdir(), "storage-"));
  const { certificate, certificatePath, keyPath } = await makeStorageCertificate(folder);
  trustCertificate(certificate);
  const files = { certificatePath, keyPath };
  const azurites: Azurite[] = await Promise.all(
    groups.map((accounts) => startAzurite({ accounts, ...files })),
  );
  const origins = groups.flatMap((accounts, index) =>
    accounts.map((account) => [account, azurites[index]?.origin ?? ""] as const),
  );
  const accounts = new Map<string, string>(origins);
  const front = await startStorageFront({ accounts, ...files });
  const connection: StorageConnection = {
    cloud: {
      name: "box",
      resourceManager: "https://localhost:1",
      armScope: "https://localhost:1/.default",
      loginEndpoint: "https://localhost:1",
      storageSuffix: front.host,
      keyVaultSuffix: undefined,
      appConfigurationSuffix: undefined,
      portal: undefined,
    },
    credential: {
      getToken: async () => ({ token: storageToken(), expiresOnTimestamp: Date.now() + 3_600_000 }),
    },
  };
  const accountUrl = (account: string): string => `https://${front.host}/${account}`;
  return {
    front,
    connection,
    ...files,
    accountUrl,
    service: (account) => blobService(connection, accountUrl(account)),
    async withTables(...names) {
      const azurite = await startAzurite({ accounts: names, service: "table", ...files });
      azurites.push(azurite);
      for (const name of names) accounts.set(`.table/${name}`, azurite.origin);
    },
    withFiles: (account, origin) => void accounts.set(`.file/${account}`, `${origin}/.file`),
    stop: async () => {
      await front.stop();
      await Promise.all(azurites.map((azurite) => azurite.stop()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Under a name of its own: of two authorities with one name, a client may try only the wrong one. */
async function makeStorageCertificate(
  folder: string,
): Promise<{ certificate: string; certificatePath: string; keyPath: string }> {
  const { cert, private: key } = await generate([{ name: "commonName", value: "Storage in a box" }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
        ],
      },
    ],
  });
  const certificatePath = join(folder, "cert.pem");
  const keyPath = join(folder, "key.pem");
  await writeFile(certificatePath, cert);
  await writeFile(keyPath, key);
  return { certificate: cert, certificatePath, keyPath };
}

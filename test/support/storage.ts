import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { BlobServiceClient } from "@azure/storage-blob";
import { blobService, type StorageConnection } from "../../azure/storage/blob-service.ts";
import { makeCertificate } from "../../simulator/certificate.ts";
import { type Azurite, startAzurite } from "./azurite.ts";
import { type StorageFront, startStorageFront } from "./storage-front.ts";

/** Two emulators behind one storage host, and a connection whose tokens they accept. */
export interface TestStorage {
  readonly front: StorageFront;
  readonly connection: StorageConnection;
  readonly certificatePath: string;
  readonly keyPath: string;
  service(account: string): BlobServiceClient;
  accountUrl(account: string): string;
  stop(): Promise<void>;
}

/** A token as the sign-in service writes it, unsigned: the emulator looks at its claims only. */
export function storageToken(): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    aud: "https://storage.azure.com",
    iss: "https://sts.windows.net/00000000-0000-4000-8000-0000000000aa/",
    iat: now - 60,
    nbf: now - 60,
    exp: now + 3600,
  };
  return `${part({ alg: "none", typ: "JWT" })}.${part(claims)}.${Buffer.from("none").toString("base64url")}`;
}

export async function startStorage(sourceAccount: string, targetAccount: string): Promise<TestStorage> {
  const folder = await mkdtemp(join(tmpdir(), "storage-"));
  const { certificate, certificatePath, keyPath } = await makeCertificate([], folder);
  setDefaultCACertificates([...getCACertificates("default"), certificate]);
  const files = { certificatePath, keyPath };
  const azurites: Azurite[] = await Promise.all([
    startAzurite({ accounts: [sourceAccount], ...files }),
    startAzurite({ accounts: [targetAccount], ...files }),
  ]);
  const [source, target] = azurites;
  const front = await startStorageFront({
    accounts: new Map([
      [sourceAccount, source?.origin ?? ""],
      [targetAccount, target?.origin ?? ""],
    ]),
    ...files,
  });
  const connection: StorageConnection = {
    cloud: {
      name: "box",
      resourceManager: "https://localhost:1",
      armScope: "https://localhost:1/.default",
      loginEndpoint: "https://localhost:1",
      storageSuffix: front.host,
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
    stop: async () => {
      await front.stop();
      await Promise.all(azurites.map((azurite) => azurite.stop()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { isIP } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";

export interface Certificate {
  readonly certificate: string;
  readonly key: string;
  /** PEM file to trust: NODE_EXTRA_CA_CERTS, REQUESTS_CA_BUNDLE, SSL_CERT_FILE. */
  readonly certificatePath: string;
  readonly keyPath: string;
  /** Takes the folder away again, if it was made for this certificate alone. */
  remove(): Promise<void>;
}

type Pems = Awaited<ReturnType<typeof generate>>;

/** Making one takes most of a start, so that all simulators of a process with the same names share it. */
const made = new Map<string, Promise<Pems>>();

/**
 * Makes a certificate for localhost, 127.0.0.1 and the given names, once in a process, and writes it to
 * `folder`, or to a fresh temporary one.
 */
export async function makeCertificate(hosts: readonly string[], folder?: string): Promise<Certificate> {
  const names = [...new Set(["localhost", "127.0.0.1", ...hosts])];
  const pending = made.get(names.join()) ?? generatePems(names);
  made.set(names.join(), pending);
  const pems = await pending;
  if (folder !== undefined) await mkdir(folder, { recursive: true });
  const into = folder ?? (await mkdtemp(join(tmpdir(), "azure-in-a-box-")));
  const certificatePath = join(into, "cert.pem");
  const keyPath = join(into, "key.pem");
  await writeFile(certificatePath, pems.cert);
  await writeFile(keyPath, pems.private, { mode: 0o600 });
  const remove = async (): Promise<void> => {
    if (folder === undefined) await rm(into, { recursive: true, force: true });
  };
  return { certificate: pems.cert, key: pems.private, certificatePath, keyPath, remove };
}

/**
 * Python and Go want the names as subjectAltName. Each has a subject of its own, since who trusts several with
 * the same one is shown the wrong one.
 */
function generatePems(names: readonly string[]): Promise<Pems> {
  return generate([{ name: "commonName", value: `Azure in a box ${randomUUID()}` }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", digitalSignature: true, keyCertSign: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: names.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name })),
      },
    ],
  });
}

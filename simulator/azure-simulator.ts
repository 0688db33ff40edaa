import { randomBytes } from "node:crypto";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { makeCertificate } from "./certificate.ts";
import { createApp } from "./create-app.ts";
import { createWorld } from "./create-world.ts";
import type { Estate } from "./estate.ts";
import type { Fault } from "./fault-queue.ts";
import { type RandomFaultsOptions, randomFaultsSchema } from "./random-faults.ts";
import type { LoggedRequest } from "./request-log.ts";
import { type SimulatorState, stateOf } from "./simulator-state.ts";
import type { Limits } from "./throttle.ts";
import { createTokenIssuer } from "./token-issuer.ts";
import type { Identity, Lags } from "./world.ts";

export interface AzureSimulatorOptions {
  readonly estate: Estate;
  /** @default a free port */
  readonly port?: number;
  /** Further names for the certificate. @default none */
  readonly hosts?: readonly string[];
  /** Virtual seconds per real second. @default 1 */
  readonly speed?: number;
  /** `localhost:PORT` of a blob service that stands in for this cloud's storage. @default none */
  readonly storageHost?: string;
  /** @default the estate's own, else a fixed guid */
  readonly tenantId?: string;
  readonly clientId?: string;
  /** @default a random one */
  readonly clientSecret?: string;
  /** Object id of the identity; the estate's role assignments refer to it. */
  readonly objectId?: string;
  /** Further applications that may sign in. */
  readonly identities?: readonly Identity[];
  /** Subjects of federated tokens that may sign in. @default any */
  readonly federatedSubjects?: readonly string[];
  /** Folder for cert.pem and key.pem, which stays. @default a fresh temporary one, which goes with `close` */
  readonly certificateFolder?: string;
  /** Answers 429 once a token bucket is empty; buckets of another size may be given. @default false */
  readonly throttle?: boolean | Partial<Limits>;
  /** Faults drawn at random from the start on. @default none */
  readonly faults?: RandomFaultSettings;
  /** Seconds by which the Date header of every answer is ahead. @default 0 */
  readonly dateSkewSeconds?: number;
  /** Virtual seconds by which reads lag. @default 5 for lists, 20 for Resource Graph, 85 for roles */
  readonly lags?: Partial<Lags>;
  /** Items on a page of resources. @default 1000 */
  readonly pageSize?: number;
  /** Whether filtered lists begin with an empty page that has a next one. @default true */
  readonly emptyPages?: boolean;
}

/** A seed, and how much may happen; what is left out has its default. */
type RandomFaultSettings = Partial<RandomFaultsOptions> & Pick<RandomFaultsOptions, "seed">;

export interface AzureSimulator {
  /** `https://localhost:PORT`, without a slash at the end. */
  readonly origin: string;
  /** PEM file to trust. */
  readonly certificatePath: string;
  readonly keyPath: string;
  /** The certificate itself, for `tls.setDefaultCACertificates`. */
  readonly certificate: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly objectId: string;
  /** What a child process needs to sign in here. */
  environment(): Record<string, string>;
  /** What exists and in which state. */
  state(): SimulatorState;
  /** Every request so far, in order. */
  log(): readonly LoggedRequest[];
  clearLog(): void;
  addFault(fault: Partial<Fault>): void;
  /** From now on draws faults at random, in place of any drawn so far. */
  addRandomFaults(settings: RandomFaultSettings): void;
  clearFaults(): void;
  /** Jumps ahead in virtual time. */
  advance(seconds: number): void;
  setSpeed(speed: number): void;
  /** Ends the server and takes away the certificate it made a folder for. */
  close(): Promise<void>;
}

const defaultTenantId = "5ca1ab1e-0000-4000-8000-00000000babe";
const defaultClientId = "5ca1ab1e-0000-4000-8000-00000000c11e";
const defaultObjectId = "5ca1ab1e-0000-4000-8000-000000000b1d";

const defaultLags: Lags = { lists: 5, graph: 20, roles: 85 };

/** Starts an Azure on this machine: HTTPS, sign-in and Resource Manager over the given estate. */
export async function startAzureSimulator(options: AzureSimulatorOptions): Promise<AzureSimulator> {
  const identity: Identity = {
    clientId: options.clientId ?? defaultClientId,
    clientSecret: options.clientSecret ?? randomBytes(24).toString("base64url"),
    objectId: options.objectId ?? defaultObjectId,
    displayName: "sundown",
  };
  const tenantId = options.tenantId ?? options.estate.subscription?.tenantId ?? defaultTenantId;
  const world = createWorld({
    estate: options.estate,
    tenantId,
    identities: [identity, ...(options.identities ?? [])],
    speed: options.speed ?? 1,
    storageHost: options.storageHost,
    throttle: options.throttle ?? false,
    dateSkewSeconds: options.dateSkewSeconds ?? 0,
    lags: { ...defaultLags, ...options.lags },
    pageSize: options.pageSize ?? 1000,
    emptyPages: options.emptyPages ?? true,
    federatedSubjects: options.federatedSubjects,
  });
  const drawFaults = (settings: RandomFaultSettings) =>
    world.faults.addRandom(randomFaultsSchema.parse(settings));
  if (options.faults) drawFaults(options.faults);
  const certificate = await makeCertificate(options.hosts ?? [], options.certificateFolder);
  const app = createApp(world, await createTokenIssuer(tenantId));
  const { port, close } = await listen(app.fetch, certificate, options.port ?? 0).catch(
    async (error: unknown) => {
      await certificate.remove();
      throw error;
    },
  );
  const origin = `https://localhost:${port}`;
  return {
    origin,
    ...identity,
    tenantId,
    certificate: certificate.certificate,
    certificatePath: certificate.certificatePath,
    keyPath: certificate.keyPath,
    environment: () => ({
      AZURE_TENANT_ID: tenantId,
      AZURE_CLIENT_ID: identity.clientId,
      AZURE_CLIENT_SECRET: identity.clientSecret,
      AZURE_AUTHORITY_HOST: origin,
      ARM_METADATA_HOSTNAME: `localhost:${port}`,
      NODE_EXTRA_CA_CERTS: certificate.certificatePath,
    }),
    state: () => stateOf(world),
    log: () => world.log.entries,
    clearLog: () => world.log.clear(),
    addFault: (fault) => world.faults.add({ times: 1, skip: 0, ...fault }),
    addRandomFaults: drawFaults,
    clearFaults: () => world.faults.clear(),
    advance: (seconds) => world.clock.advance(seconds),
    setSpeed: (speed) => world.clock.setSpeed(speed),
    async close() {
      await close();
      await certificate.remove();
    },
  };
}

type Fetch = Parameters<typeof serve>[0]["fetch"];

async function listen(fetch: Fetch, pem: { key: string; certificate: string }, port: number) {
  return new Promise<{ port: number; close: () => Promise<void> }>((resolve, reject) => {
    const server = serve(
      {
        fetch,
        port,
        hostname: "127.0.0.1",
        createServer,
        serverOptions: { key: pem.key, cert: pem.certificate },
      },
      (address: AddressInfo) => resolve({ port: address.port, close }),
    );
    server.once("error", reject);
    // Clients poll every 15 seconds on the connection they have; Node would close it after 5.
    if ("keepAliveTimeout" in server) server.keepAliveTimeout = 65_000;
    const close = () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        if ("closeAllConnections" in server) server.closeAllConnections();
      });
  });
}

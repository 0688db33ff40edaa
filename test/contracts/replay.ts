import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { onTestFinished as onAnyTestFinished } from "vitest";
import { connect } from "../../azure/connect.ts";
import type { AzureConnection } from "../../azure/connection.ts";
import { makeCertificate } from "../../simulator/certificate.ts";
import { trust } from "../support/simulator.ts";
import type { Exchange } from "./recordings.ts";

const full = process.env.SUNDOWN_FULL === "1";

export interface Replay {
  readonly connection: AzureConnection;
  /** Requests that the exchanges have no answer for, as `METHOD path`; they got a 404. */
  readonly unanswered: string[];
}

/**
 * A cloud that gives recorded answers: each request gets the next one of its method and path, whatever its query and
 * body. Only waits are shortened: `Retry-After` becomes a second, also where the recorder dropped it, and equal polls
 * that follow each other are one, but for SUNDOWN_FULL=1.
 */
export async function replay(
  exchanges: readonly Exchange[],
  // Tests that run beside each other have to hand in their own.
  onTestFinished: (end: () => Promise<void>) => void = onAnyTestFinished,
): Promise<Replay> {
  const queues = new Map<string, Exchange[]>();
  for (const exchange of exchanges) {
    const key = keyOf(exchange.method, exchange.path);
    const repeat = exchange.status === 202 && !full ? 1 : (exchange.repeat ?? 1);
    const times = Array.from({ length: repeat }, () => exchange);
    queues.set(key, [...(queues.get(key) ?? []), ...times]);
  }
  const unanswered: string[] = [];
  const certificate = await makeCertificate([]);
  trust(certificate);
  const server = createServer(
    { key: certificate.key, cert: certificate.certificate },
    (request, response) => {
      const host = `https://${request.headers.host ?? ""}`;
      const path = decodeURIComponent(new URL(request.url ?? "/", host).pathname);
      const key = keyOf(request.method ?? "", path);
      request.resume();
      const found = path === "/metadata/endpoints" ? metadata(host) : queues.get(key)?.shift();
      if (found === undefined) unanswered.push(`${request.method} ${path}`);
      const { status, headers, body } = found ?? notFound;
      const written = JSON.stringify({ headers: headers ?? {}, body: body ?? null }).replaceAll(
        "{host}",
        host,
      );
      const told: { headers: Record<string, string>; body: unknown } = JSON.parse(written);
      if (told.headers["retry-after"] !== undefined || status < 400) told.headers["retry-after-ms"] = "1";
      delete told.headers["retry-after"];
      response.writeHead(status, told.headers);
      response.end(told.body === null ? undefined : JSON.stringify(told.body));
    },
  );
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address: AddressInfo | string | null = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    await certificate.remove();
  });
  const credential = {
    getToken: async () => ({ token: "replayed", expiresOnTimestamp: Date.now() + 3_600_000 }),
  };
  const connection = await connect({ ARM_METADATA_HOSTNAME: `localhost:${port}` }, { credential });
  return { connection, unanswered };
}

function keyOf(method: string, path: string): string {
  return `${method} ${decodeURIComponent(path).replaceAll(/\/+/g, "/").toLowerCase()}`;
}

const notFound = {
  status: 404,
  headers: { "content-type": "application/json" },
  body: { error: { code: "ResourceNotFound", message: "Nothing is recorded here." } },
};

function metadata(host: string): Pick<Exchange, "status" | "headers" | "body"> {
  const authentication = { loginEndpoint: host, audiences: [host] };
  return { status: 200, headers: {}, body: { name: "Replay", resourceManager: host, authentication } };
}

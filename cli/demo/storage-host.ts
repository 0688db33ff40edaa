import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Agent, createServer, request as sendRequest } from "node:https";

/** May answer a request itself (true) or let it go on to its emulator; it sees every one. */
export type Intercept = (incoming: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

export interface StorageHost {
  /** `localhost:PORT`: what stands in for `core.windows.net`. */
  readonly host: string;
  stop(): Promise<void>;
}

/**
 * One storage host before several emulators, chosen by the account in the path: a cloud has one storage suffix,
 * and the copies still go from one emulator to another.
 */
export async function startStorageHost(options: {
  /** Origin of the emulator by account name, of another service than blobs by `.table/ACCOUNT`. */
  readonly accounts: ReadonlyMap<string, string>;
  readonly certificatePath: string;
  readonly keyPath: string;
  readonly intercept?: Intercept;
}): Promise<StorageHost> {
  const certificate = readFileSync(options.certificatePath);
  // The emulators' certificates are trusted by the whole process.
  const agent = new Agent({ keepAlive: true });

  const pass = async (incoming: IncomingMessage, response: ServerResponse) => {
    if ((await options.intercept?.(incoming, response)) === true) return;
    const url = incoming.url ?? "/";
    // Blobs are at `/ACCOUNT`, other services at `/.table/ACCOUNT`; an emulator knows the account alone.
    const [, service = "", account = ""] = /^(\/\.[a-z]+)?\/([^/?]*)/.exec(url) ?? [];
    const origin = options.accounts.get(service === "" ? account : `${service.slice(1)}/${account}`);
    if (origin === undefined) {
      response.writeHead(404).end();
      return;
    }
    const headers = { ...incoming.headers, host: new URL(origin).host };
    const onward = sendRequest(
      `${origin}${url.slice(service.length)}`,
      { method: incoming.method, headers, agent },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on("error", () => response.destroy());
    response.on("close", () => {
      if (!response.writableFinished) onward.destroy();
    });
    incoming.pipe(onward);
  };

  const server = createServer(
    { cert: certificate, key: readFileSync(options.keyPath) },
    (incoming, response) => void pass(incoming, response),
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    host: `localhost:${port}`,
    async stop() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

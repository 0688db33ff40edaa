import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Agent, createServer, request as sendRequest } from "node:https";
import type { Server } from "node:net";

/** One request as the front saw it, before it went on. */
interface SeenRequest {
  readonly method: string;
  /** Path with query. */
  readonly url: string;
  readonly authorized: boolean;
}

/** Answers a request itself by returning true; otherwise it goes on to its Azurite. */
type Intercept = (
  seen: SeenRequest,
  response: ServerResponse,
  incoming: IncomingMessage,
) => boolean | Promise<boolean>;

export interface StorageFront {
  /** `localhost:PORT`: the cloud's storage suffix. */
  readonly host: string;
  readonly log: readonly SeenRequest[];
  /** Set to interfere with requests, `undefined` to let everything pass. */
  intercept: Intercept | undefined;
  forget(): void;
  stop(): Promise<void>;
}

/**
 * One storage host before several Azurites, chosen by account: a cloud has one storage suffix, and copies should
 * still go from one emulator to another. It also sees and can spoil every call.
 */
export async function startStorageFront(options: {
  readonly accounts: ReadonlyMap<string, string>;
  readonly certificatePath: string;
  readonly keyPath: string;
}): Promise<StorageFront> {
  const certificate = readFileSync(options.certificatePath);
  const agent = new Agent({ keepAlive: true, ca: certificate });
  const log: SeenRequest[] = [];
  const server = createServer(
    { cert: certificate, key: readFileSync(options.keyPath) },
    (incoming, response) => {
      void handle(incoming, response);
    },
  );
  const front: StorageFront = {
    host: "",
    log,
    intercept: undefined,
    forget: () => {
      log.length = 0;
    },
    stop: async () => {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const seen = {
      method: incoming.method ?? "",
      url: incoming.url ?? "",
      authorized: incoming.headers.authorization !== undefined,
    };
    log.push(seen);
    if ((await front.intercept?.(seen, response, incoming)) === true) return;
    const account = seen.url.split(/[/?]/)[1] ?? "";
    const origin = options.accounts.get(account);
    if (origin === undefined) {
      response.writeHead(404).end();
      return;
    }
    const onward = sendRequest(
      `${origin}${seen.url}`,
      { method: seen.method, headers: { ...incoming.headers, host: new URL(origin).host }, agent },
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
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(front, { host: `localhost:${portOf(server)}` });
}

/** The port a server was given. */
export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new Error("the server does not listen on a port");
  return address.port;
}

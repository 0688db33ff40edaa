import type { IncomingMessage, ServerResponse } from "node:http";
import type { Server } from "node:net";
import { type StorageHost, startStorageHost } from "../../cli/demo/storage-host.ts";

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

export interface StorageFront extends StorageHost {
  readonly log: readonly SeenRequest[];
  /** Set to interfere with requests, `undefined` to let everything pass. */
  intercept: Intercept | undefined;
  forget(): void;
}

/** The storage host before several Azurites that also sees, and can spoil, every call. */
export async function startStorageFront(options: {
  readonly accounts: ReadonlyMap<string, string>;
  readonly certificatePath: string;
  readonly keyPath: string;
}): Promise<StorageFront> {
  const log: SeenRequest[] = [];
  const spoil: { intercept: Intercept | undefined } = { intercept: undefined };
  const host = await startStorageHost({
    ...options,
    async intercept(incoming, response) {
      const seen = {
        method: incoming.method ?? "",
        url: incoming.url ?? "",
        authorized: incoming.headers.authorization !== undefined,
      };
      log.push(seen);
      return (await spoil.intercept?.(seen, response, incoming)) ?? false;
    },
  });
  const forget = () => {
    log.length = 0;
  };
  return Object.assign(spoil, host, { log, forget });
}

/** The port a server was given. */
export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new Error("the server does not listen on a port");
  return address.port;
}

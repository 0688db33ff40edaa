import { type Called, type CallRequest, callAndFollow } from "./call-and-follow.ts";
import type { AzureConnection } from "./connection.ts";

export type Posted = Called;

/** A POST, followed to its end: `callAndFollow`. */
export function postAndFollow(
  connection: AzureConnection,
  request: Omit<CallRequest, "method">,
): Promise<Posted> {
  return callAndFollow(connection, { method: "POST", ...request });
}

import { z } from "zod";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { AzureConnection } from "../connection.ts";
import { armError } from "../explain-failure.ts";
import { type Posted, postAndFollow } from "../post-and-follow.ts";

const API_VERSION = "2024-07-01";

const machineSchema = z.looseObject({
  properties: z.looseObject({
    instanceView: z.looseObject({ statuses: z.array(z.looseObject({ code: z.string() })) }),
  }),
});

/**
 * What a machine does by its instance view: running, starting, stopping, stopped (still billed), deallocating,
 * deallocated, unknown; `undefined` when there is no such machine.
 * @param id ARM id of a Microsoft.Compute/virtualMachines
 * @throws SundownError azure_refused
 */
export async function readPower(
  connection: AzureConnection,
  id: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { status, body } = await connection.request({
    method: "GET",
    path: `${id}?$expand=instanceView`,
    apiVersion: API_VERSION,
    signal,
  });
  if (status === 404) return undefined;
  const machine = status === 200 ? machineSchema.safeParse(body) : undefined;
  if (machine?.data === undefined)
    throw new SundownError("azure_refused", {
      message:
        `the state of ${id} cannot be read: Azure answers ${status} ${armError(body)?.code ?? ""}`.trim(),
      place: id,
      data: { status },
    });
  const codes = machine.data.properties.instanceView.statuses.map(({ code }) => code);
  const power = codes.find((code) => code.toLowerCase().startsWith("powerstate/"));
  return power?.slice("PowerState/".length).toLowerCase() ?? "unknown";
}

/** Deallocates a machine (its disks stay, its temporary addresses go) or starts it, and waits for the end. */
export function changePower(
  connection: AzureConnection,
  id: string,
  change: "deallocate" | "start",
  signal: AbortSignal,
): Promise<Posted> {
  return postAndFollow(connection, { path: `${id}/${change}`, apiVersion: API_VERSION, signal });
}

import { parseArmId } from "../../core/arm-id.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import { callAndFollow } from "../call-and-follow.ts";
import { classifyRefusal, type Refusal } from "../classify-refusal.ts";
import type { AzureConnection } from "../connection.ts";
import { armError } from "../explain-failure.ts";
import { isRecord } from "../is-record.ts";
import { propertiesOf } from "../properties-of.ts";
import { readCollection } from "../read-collection.ts";
import { powerOf, type ServiceKind, serviceKindOf } from "./service-kinds.ts";

const SCALE_SET = "microsoft.compute/virtualmachinescalesets";

export interface ServiceState {
  readonly id: string;
  readonly kind: ServiceKind;
  /** As Azure calls it, in lower case; "unknown" when it does not say. */
  readonly state: string;
  /** Why it cannot be stopped. */
  readonly cannot?: string;
}

/**
 * What one service does now; `undefined` when there is none: it is gone, or not of a kind that runs by itself.
 * @param id ARM id of a type in `serviceKinds`
 * @throws SundownError azure_refused
 */
export async function readServiceState(
  connection: AzureConnection,
  id: string,
  signal: AbortSignal,
): Promise<ServiceState | undefined> {
  const kind = serviceKindOf(parseArmId(id)?.type ?? "");
  if (kind === undefined) return undefined;
  const { status, body } = await connection.request({
    method: "GET",
    path: kind.query === undefined ? id : `${id}?${kind.query}`,
    apiVersion: kind.apiVersion,
    signal,
  });
  if (status === 404) return undefined;
  if (status !== 200 || !isRecord(body))
    throw new SundownError("azure_refused", {
      message:
        `the state of ${id} cannot be read: Azure answers ${status} ${armError(body)?.code ?? ""}`.trim(),
      place: id,
      data: { status },
    });
  const isOwn = kind.concerns?.(body) ?? true;
  if (kind.type !== SCALE_SET || !isOwn) return stateOf(id, kind, body);
  const instancesState = await readInstances(connection, id, kind, signal);
  return stateOf(id, kind, { ...body, properties: { ...propertiesOf(body), instancesState } });
}

/**
 * The services of a kind below one parent.
 * @throws SundownError azure_refused
 */
export async function listServiceStates(
  connection: AzureConnection,
  parent: string,
  kind: ServiceKind,
  signal: AbortSignal,
): Promise<ServiceState[]> {
  const path = `${parent}/${kind.below?.list}`;
  const items = await readWhole(connection, path, kind.apiVersion, signal);
  return items.flatMap((body) => stateOf(body.id, kind, body) ?? []);
}

/**
 * Stops or starts a service and waits for the end.
 * @returns why Azure refuses; nothing when it does not, or when only the state can tell how it ended
 * @throws SundownError cloud_unreachable; the signal's reason
 */
export async function changeService(
  connection: AzureConnection,
  { id, kind }: ServiceState,
  change: "stop" | "start",
  signal: AbortSignal,
): Promise<Refusal | undefined> {
  const { apiVersion } = kind;
  const call = kind[change];
  if ("patch" in call) {
    const { status, body } = await connection.request({
      method: "PATCH",
      path: id,
      apiVersion,
      body: call.patch,
    });
    return status < 300 ? undefined : classifyRefusal(status, armError(body));
  }
  const body = call.body === undefined ? {} : { body: call.body };
  const called = await callAndFollow(connection, {
    method: "POST",
    path: `${id}/${call.post}`,
    apiVersion,
    signal,
    ...body,
  });
  return called.kind === "refused" ? called.refusal : undefined;
}

function stateOf(
  id: string,
  kind: ServiceKind,
  body: Readonly<Record<string, unknown>>,
): ServiceState | undefined {
  if (kind.concerns?.(body) === false) return undefined;
  const state = kind.stateOf(body);
  const cannot = kind.cannot?.(body);
  return {
    id,
    kind,
    state: typeof state === "string" && state !== "" ? state.toLowerCase() : "unknown",
    ...(cannot === undefined ? {} : { cannot }),
  };
}

/** A scale set runs as long as one of its machines does. */
async function readInstances(
  connection: AzureConnection,
  id: string,
  kind: ServiceKind,
  signal: AbortSignal,
): Promise<string> {
  const path = `${id}/virtualMachines?$expand=instanceView`;
  const machines = await readWhole(connection, path, kind.apiVersion, signal);
  const states = machines.map((body) => powerOf(body) ?? "unknown");
  if (states.length === 0) return "empty";
  const isRunning = (state: string): boolean => kind.running.includes(state);
  const isResting = (state: string): boolean => kind.resting.includes(state);
  return states.find(isRunning) ?? states.find((state) => !isResting(state)) ?? states[0] ?? "unknown";
}

async function readWhole(
  connection: AzureConnection,
  path: string,
  apiVersion: string,
  signal: AbortSignal,
): Promise<Awaited<ReturnType<typeof readCollection>>["items"]> {
  const { items, unreadable } = await readCollection(connection, path, apiVersion, signal);
  if (unreadable !== undefined)
    throw new SundownError("azure_refused", {
      message:
        `the list ${path} cannot be read: Azure answers ${unreadable.status} ${unreadable.code ?? ""}`.trim(),
      place: path,
      data: { status: unreadable.status },
    });
  return items;
}

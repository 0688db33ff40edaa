import { type ResourcePath, typeOf } from "./resource-path.ts";
import { deleteBehaviour } from "./type-behaviour.ts";

/** Disturbances by name; BEHAVIOUR.md says what each does (F5 to F12). */
export const faultKinds = [
  "busy",
  "throttledBySubscription",
  "throttledByGateway",
  "throttledByProvider",
  "throttledRetryable",
  "gatewayTimeout",
  "serverError",
  "dropBefore",
  "dropAfter",
  "slow",
  "clockSkew",
  "stale",
  "emptyPage",
  "failsLate",
  "halfGone",
  "ghost",
  "lingers",
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** A request as a fault looks at it. */
export interface FaultedRequest {
  readonly method: string;
  readonly path: ResourcePath;
  /** Whether it asks for a page after the first one. */
  readonly isLaterPage: boolean;
}

/** Whether a kind means anything for a request; where it does not, the fault waits for another one. */
export function applies(kind: FaultKind, request: FaultedRequest): boolean {
  return only[kind]?.(request) ?? true;
}

/** Kinds that are only for some requests. */
const only: Partial<Record<FaultKind, (request: FaultedRequest) => boolean>> = {
  busy: isChange,
  throttledRetryable: isChange,
  stale: isResourceList,
  emptyPage: (request) => isList(request) && !request.isLaterPage,
  failsLate: ({ method, path }) => method === "DELETE" && takesTime(path),
  halfGone: ({ method, path }) => method === "DELETE" && isGroup(path),
  ghost: leavesTrace,
  lingers: leavesTrace,
};

function isChange({ method, path }: FaultedRequest): boolean {
  if (method === "GET" || method === "HEAD") return false;
  return method !== "POST" || !/\/(?:microsoft\.resourcegraph\/resources|query)$/.test(path.key);
}

function isResourceList({ method, path }: FaultedRequest): boolean {
  if (method !== "GET") return false;
  return path.namespace === undefined ? /\/(?:resources|resourcegroups)$/.test(path.key) : path.open;
}

function isList(request: FaultedRequest): boolean {
  return isResourceList(request) || (request.method === "GET" && request.path.key === "/subscriptions");
}

function isGroup(path: ResourcePath): boolean {
  return path.namespace === undefined && /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+$/.test(path.key);
}

function takesTime(path: ResourcePath): boolean {
  if (isGroup(path)) return true;
  return path.namespace !== undefined && !path.open && deleteBehaviour(typeOf(path)).answer !== "sync";
}

/** Locks, roles and policies are no resources that a cancel counts. */
function leavesTrace({ method, path }: FaultedRequest): boolean {
  return method === "DELETE" && path.namespace?.toLowerCase() !== "microsoft.authorization";
}

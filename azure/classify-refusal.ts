import type { MessageCode } from "../core/messages/registry.ts";
import type { InnerError } from "./inner-errors.ts";

/** Why Azure did not carry something out, as far as it decides what to do next. */
export type RefusalKind =
  | "busy"
  | "inUse"
  | "locked"
  | "protected"
  | "deniedByPolicy"
  | "notPermitted"
  | "throttled"
  | "unanswered"
  | "failed";

export interface Refusal {
  readonly kind: RefusalKind;
  /** What is told about it when it stays. */
  readonly code: MessageCode;
  readonly status: number;
  readonly azureCode: string;
  /** Azure's own words, one line. */
  readonly message: string;
  /** The date Azure names until which time alone decides. */
  readonly until?: string;
  /** ARM ids in Azure's words: who uses or locks it. */
  readonly named: readonly string[];
}

export const codeOfKind = {
  busy: "operation_busy",
  inUse: "operation_in_use",
  locked: "operation_locked",
  protected: "operation_protected",
  deniedByPolicy: "operation_denied_by_policy",
  notPermitted: "operation_not_permitted",
  throttled: "operation_throttled",
  unanswered: "operation_unanswered",
  failed: "operation_failed",
} as const satisfies Record<RefusalKind, MessageCode>;

/**
 * Error codes as seen in recorded traffic or documented; the first rule that fits decides. Order matters: a
 * throttling code may come with status 409, and "in use" ones are 400 as often as 409.
 */
const RULES: readonly { readonly kind: RefusalKind; readonly code: RegExp; readonly message?: RegExp }[] = [
  {
    kind: "busy",
    code: /AnotherOperation|RetryableError|OperationPreempted|InProgress|ResourceGroupBeingDeleted|NotReady|Busy|Updating$|ConcurrentUpdate|PrecedingOperation/i,
  },
  { kind: "throttled", code: /TooManyRequests|Throttl|QuotaExceededForRequests/i },
  { kind: "locked", code: /Locked$/ },
  { kind: "deniedByPolicy", code: /RequestDisallowedByPolicy|DenyAction/i },
  {
    kind: "notPermitted",
    code: /DenyAssignment|AuthorizationFailed|LinkedAccessCheckFailed|LinkedAuthorization|Forbidden|InvalidAuthenticationToken/i,
  },
  {
    kind: "protected",
    code: /Immutab|PurgeProtection|SoftDelete|ServiceResourceNotEmpty|RetentionPolic|LegalHold|MethodNotAllowed|VaultAlreadyProtected|CloudInternalError$/i,
    message: /soft.?delet|immutab|purge protection|retention|legal hold|protected until/i,
  },
  { kind: "protected", code: /Immutab|PurgeProtection|LegalHold/i },
  {
    kind: "inUse",
    code: /InUse|CannotBeDeleted|CannotDelete|ResourceGroupDeletionBlocked|StillInUse|HasDependen|NotEmpty|NestedResource|InvalidDelete|Referenced|ExistingChild|PeeringExists|GatewayInUse|HasAssignments/i,
  },
  {
    kind: "inUse",
    code: /^(Conflict|OperationNotAllowed|BadRequest|InvalidOperation|InvalidRequest\w*|FailedPrecondition)$/i,
    message:
      /\b(in use|is used by|attached to|assigned to it|associated with|depends on|outstanding for|still has|must be (removed|deleted|dissociated))\b/i,
  },
];

const ARM_ID = /\/subscriptions\/[0-9a-f-]{36}(?:\/[A-Za-z0-9_.();~-]+)+/gi;
const DATE = /\b\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z?)?\b/g;

/** Of several reasons within one refusal the first of these decides: only time or a person ends those before "inUse". */
const DECIDING: readonly RefusalKind[] = [
  "locked",
  "deniedByPolicy",
  "notPermitted",
  "protected",
  "inUse",
  "failed",
];

/**
 * Classifies an error answer (or the error of a failed long-running operation). Pure.
 * @param inner the reasons within it, part by part: a group that cannot go says there why
 */
export function classifyRefusal(
  status: number,
  error: { readonly code: string; readonly message: string } | undefined,
  inner: readonly InnerError[] = [],
): Refusal {
  const azureCode = error?.code ?? (status === 0 ? "NoAnswer" : `Http${status}`);
  const own = oneLine(error?.message ?? "");
  const parts = inner.map(({ code, message, target }) => {
    const words = oneLine(message);
    return { kind: kindOf(status, code, words), said: `${code}: ${words}`, target };
  });
  const outer = kindOf(status, azureCode, own);
  const kind =
    (outer === "inUse" && DECIDING.find((each) => parts.some((part) => part.kind === each))) || outer;
  const deciding = parts.filter((part) => part.kind === kind);
  const message = [...new Set([...deciding.map(({ said }) => said), own])].join(" ").slice(0, 1000);
  const until = kind === "protected" ? message.match(DATE)?.toSorted().at(-1) : undefined;
  const ids = [...deciding.flatMap(({ target }) => target ?? []), ...(message.match(ARM_ID) ?? [])];
  return {
    kind,
    code: codeOfKind[kind],
    status,
    azureCode,
    message,
    ...(until === undefined ? {} : { until }),
    named: [...new Set(ids.map((id) => id.replace(/[.);]+$/, "")))].slice(0, 20),
  };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

function kindOf(status: number, code: string, message: string): RefusalKind {
  if (status === 429) return /Retryable|AnotherOperation/i.test(code) ? "busy" : "throttled";
  for (const rule of RULES) {
    if (rule.code.test(code) && (rule.message === undefined || rule.message.test(message))) return rule.kind;
  }
  if (status === 401 || status === 403) return "notPermitted";
  if (status === 0 || status === 408 || status >= 500) return "unanswered";
  return "failed";
}

import { planDigest } from "../digest.ts";
import { SundownError } from "../messages/sundown-error.ts";
import { requireJson } from "../require-json.ts";
import { PLAN_VERSION, type Plan, planSchema } from "./plan.ts";
import { strayOperations } from "./stray-operations.ts";

/**
 * Lets a plan in: its version, its shape, its digest, and that it acts on nothing but what it names are checked, in
 * this order.
 *
 * @param source What the text was read from, for the messages.
 */
export function parsePlan(text: string, source: string): Plan {
  const json = requireJson(text, "plan_unreadable", source);
  refuseAmbiguous(text, json, source);
  const version = typeof json === "object" && json !== null && "version" in json ? json.version : undefined;
  if (version !== undefined && version !== PLAN_VERSION) {
    throw new SundownError("plan_version_unknown", {
      message: `${source} has version ${JSON.stringify(version)}; this Sundown reads version ${PLAN_VERSION}`,
      place: source,
    });
  }
  const parsed = planSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.map(String).join(".") ?? "";
    throw new SundownError("plan_unreadable", {
      message: `${source}: ${where === "" ? "" : `${where}: `}${issue?.message ?? "not a plan"}`,
      place: source,
    });
  }
  // Over what was read, not over what the schema kept: an added member must not slip past the digest.
  const digest = planDigest(Object.fromEntries(Object.entries(json ?? {})));
  if (digest !== parsed.data.planDigest) {
    throw new SundownError("plan_digest_mismatch", {
      message: `${source} says its digest is ${parsed.data.planDigest}, but its content has ${digest}`,
      place: source,
    });
  }
  const [stray] = strayOperations(parsed.data);
  if (stray !== undefined) {
    throw new SundownError("plan_operation_stray", {
      message: `${source}: ${stray.action} on ${stray.target}, which is no part of what the plan says will go`,
      place: source,
      data: { operation: stray.id, target: stray.target },
    });
  }
  return parsed.data;
}

/**
 * A name that stands twice in one object means one thing to whoever reads the file and another to a program. Without
 * the space between its tokens the text is the one that its meaning is written as, or it is refused.
 */
function refuseAmbiguous(text: string, json: unknown, source: string): void {
  const compact = text.replaceAll(/("[^"\\]*(?:\\.[^"\\]*)*")|\s+/g, "$1");
  if (compact === JSON.stringify(json)) return;
  throw new SundownError("plan_unreadable", {
    message: `${source} is not as Sundown writes it: a name stands twice in one object, or a value is spelled otherwise`,
    place: source,
  });
}

import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** sha256 of bytes or UTF-8 text, as 64 lower-case hex digits. */
export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/** RFC 8785 (JCS): the one way to write a JSON value. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("only JSON values have a canonical form");
  return text;
}

/**
 * The plan's digest: sha256 over the canonical JSON of plan.json without what may differ between two readings
 * of the same Azure (`takenAt`, `observed`) and without the digest itself.
 */
export function planDigest(plan: Readonly<Record<string, unknown>>): string {
  const { takenAt: _takenAt, planDigest: _planDigest, observed: _observed, ...rest } = plan;
  return canonicalHash(rest);
}

/** sha256 over the canonical JSON of an object, fed entry by entry: the whole text of a large plan is never held. */
function canonicalHash(value: Readonly<Record<string, unknown>>): string {
  const hash = createHash("sha256");
  let before = "{";
  for (const key of Object.keys(value).toSorted()) {
    const part = value[key];
    if (part === undefined) continue;
    hash.update(`${before}${canonicalJson(key)}:`);
    before = ",";
    if (!Array.isArray(part)) {
      hash.update(canonicalJson(part));
      continue;
    }
    hash.update("[");
    for (const [index, entry] of part.entries())
      hash.update(`${index === 0 ? "" : ","}${canonicalJson(entry)}`);
    hash.update("]");
  }
  return hash.update(before === "{" ? "{}" : "}").digest("hex");
}

/**
 * What a review approves: sha256 over the manifest's bytes followed by the plan's digest in ASCII.
 * Bytes, not meaning: a changed comment in decommission.yaml needs a new approval.
 */
export function approvalDigest(manifest: Uint8Array, digestOfPlan: string): string {
  return createHash("sha256").update(manifest).update(digestOfPlan, "ascii").digest("hex");
}

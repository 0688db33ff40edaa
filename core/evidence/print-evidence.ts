import { canonicalJson } from "../digest.ts";
import { type Evidence, evidenceSchema } from "./evidence.ts";

/**
 * The one way evidence.json is written: members in the order of the schema, everything open in canonical order, two
 * spaces. So a file that was changed anywhere, be it a space, is no longer what printing its content gives.
 */
export function printEvidence(evidence: Evidence): string {
  const plain: unknown = JSON.parse(canonicalJson(evidence));
  return `${JSON.stringify(evidenceSchema.parse(plain), undefined, 2)}\n`;
}

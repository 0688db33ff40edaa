import { z } from "zod";
import { evidenceSchema } from "../../core/evidence/evidence.ts";
import { manifestSchema } from "../../core/manifest/manifest.ts";
import { planSchema } from "../../core/plan/plan.ts";
import { policySchema } from "../../core/policy/policy.ts";

const BASE = "https://cdn.jsdelivr.net/npm/azure-sundown@0/docs/schema";

/** The published JSON Schemas by file name. Draft 7, since editors' YAML support ends there. */
export function jsonSchemas(): Readonly<Record<string, string>> {
  return {
    "decommission.schema.json": schema(
      "decommission",
      "decommission.yaml: what people decide and approve",
      manifestSchema,
      "input",
    ),
    "evidence.schema.json": schema(
      "evidence",
      "evidence.json: what was done, on whose approval, and how it is known",
      evidenceSchema,
      "output",
    ),
    "plan.schema.json": schema("plan", "plan.json: what goes, in which order, and why", planSchema, "output"),
    "policy.schema.json": schema(
      "policy",
      ".github/sundown.yml: who may approve and how strictly",
      policySchema,
      "input",
    ),
  };
}

function schema(name: string, title: string, type: z.ZodType, io: "input" | "output"): string {
  const { $schema, ...rest } = z.toJSONSchema(type, { target: "draft-7", io });
  return `${JSON.stringify({ $schema, $id: `${BASE}/${name}.schema.json`, title, ...rest }, undefined, 2)}\n`;
}

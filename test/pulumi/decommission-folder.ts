import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { approvalDigest } from "../../core/digest.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { completeManifest } from "../support/complete-manifest.ts";

export interface WrittenDecommission {
  readonly folder: string;
  readonly approved: string;
  /** A stack's name for this plan. */
  readonly stack: string;
}

/** A folder with a plan and a manifest in which everything is decided. */
export async function writeDecommission(plan: Plan, folder?: string): Promise<WrittenDecommission> {
  const place = folder ?? (await mkdtemp(join(tmpdir(), "sundown-pulumi-")));
  await mkdir(place, { recursive: true });
  const manifest = completeManifest(plan);
  await writeFile(join(place, "plan.json"), JSON.stringify(plan));
  await writeFile(join(place, "decommission.yaml"), manifest);
  return {
    folder: place,
    approved: approvalDigest(Buffer.from(manifest), plan.planDigest),
    stack: `test-${plan.planDigest.slice(0, 12)}`,
  };
}

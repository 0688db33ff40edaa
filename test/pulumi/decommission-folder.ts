import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { approvalDigest } from "../../core/digest.ts";
import type { Plan } from "../../core/plan/plan.ts";

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

function completeManifest({ subscription, operations, resourceGroups }: Plan): string {
  const going = new Set(operations.map(({ target }) => target.toLowerCase()));
  const groups = resourceGroups.filter(({ id }) => going.has(id.toLowerCase())).map(({ name }) => name);
  return `subscription:
  id: ${subscription.id}
  name: ${subscription.name ?? ""}
reason: replaced by the new platform
resourceGroups: [${groups.join(", ")}]
backups: []
roleScopes: []
`;
}

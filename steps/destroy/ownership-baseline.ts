import { z } from "zod";
import type { ListedResource } from "../../azure/list-resources.ts";
import { idKey } from "../../core/arm-id.ts";
import { sha256 } from "../../core/digest.ts";
import { changeOfHands, type OwnershipMark, ownershipMark } from "../../core/plan/ownership-mark.ts";
import type { Journal } from "../../engine/journal.ts";
import type { ChangedResource } from "./held-by-drift.ts";

const baselineSchema = z.object({
  baseline: z.string(),
  marks: z.record(z.string(), z.tuple([z.string(), z.string(), z.string()])),
  /** What was not as planned even then. */
  changed: z.array(z.string()),
});
type Recorded = Pick<z.infer<typeof baselineSchema>, "marks" | "changed">;

export interface OwnershipBaseline {
  /** What has happened to a planned resource since the plan, or since the teardown of this approval first began. */
  changeOf(resource: ListedResource): ChangedResource["how"] | undefined;
}

/**
 * Whose everything was when the teardown of this approval first began: written into the journal by the first run, read
 * from it by every later one.
 * @param planned what ARM lists now of what the plan names
 * @param changedSince ids of what is not as planned: only the first run can tell, since the teardown changes things, too
 * @throws SundownError journal_unwritable
 */
export async function ownershipBaseline(
  journal: Journal,
  step: string,
  approvalDigest: string,
  planned: readonly ListedResource[],
  changedSince: () => readonly string[],
): Promise<OwnershipBaseline> {
  let known = recorded(journal, step, approvalDigest);
  if (known === undefined) {
    const marks = planned.map((resource) => [keyOf(resource.id), packed(ownershipMark(resource))] as const);
    known = { marks: Object.fromEntries(marks), changed: changedSince().map(keyOf) };
    await journal.append({ step, kind: "note", data: { baseline: approvalDigest, ...known } });
  }
  const marks = new Map(Object.entries(known.marks));
  const changed = new Set(known.changed);
  return {
    changeOf(resource) {
      const key = keyOf(resource.id);
      if (changed.has(key)) return "changed";
      const before = marks.get(key);
      // The plan names it, so it was there once; then it was gone; now it is there.
      if (before === undefined) return "recreated";
      const [made, manager, hands] = before;
      return changeOfHands({ made, manager, hands }, ownershipMark(resource));
    },
  };
}

type Packed = [made: string, manager: string, hands: string];

function packed({ made, manager, hands }: OwnershipMark): Packed {
  return [made, manager, hands];
}

/** A short digest: a journal line with fifty thousand whole ids would be several megabytes long. */
function keyOf(id: string): string {
  return sha256(idKey(id)).slice(0, 16);
}

function recorded({ entries }: Journal, step: string, approvalDigest: string): Recorded | undefined {
  for (const entry of entries) {
    if (entry.step !== step || entry.data?.baseline !== approvalDigest) continue;
    const read = baselineSchema.safeParse(entry.data);
    if (read.success) return read.data;
  }
  return undefined;
}

import { z } from "zod";
import type { ListedResource } from "../../azure/list-resources.ts";
import { idKey } from "../../core/arm-id.ts";
import { sha256 } from "../../core/digest.ts";
import { changeOfHands, type OwnershipMark, ownershipMark } from "../../core/plan/ownership-mark.ts";
import type { Journal } from "../../engine/journal.ts";

const baselineSchema = z.object({
  baseline: z.string(),
  marks: z.record(z.string(), z.tuple([z.string(), z.string(), z.string()])),
});

export interface OwnershipBaseline {
  /** What has happened to a planned resource since the teardown of this approval first began. */
  changeOf(resource: ListedResource): "recreated" | "changedHands" | undefined;
}

/**
 * Whose everything was when the teardown of this approval first began: written into the journal by the first run, read
 * from it by every later one.
 * @param planned what ARM lists now of what the plan names
 * @throws SundownError journal_unwritable
 */
export async function ownershipBaseline(
  journal: Journal,
  step: string,
  approvalDigest: string,
  planned: readonly ListedResource[],
): Promise<OwnershipBaseline> {
  let marks = recorded(journal, step, approvalDigest);
  if (marks === undefined) {
    marks = Object.fromEntries(
      planned.map((resource) => [keyOf(resource.id), packed(ownershipMark(resource))]),
    );
    await journal.append({ step, kind: "note", data: { baseline: approvalDigest, marks } });
  }
  const known = new Map(Object.entries(marks));
  return {
    changeOf(resource) {
      const before = known.get(keyOf(resource.id));
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

function recorded(
  { entries }: Journal,
  step: string,
  approvalDigest: string,
): Record<string, Packed> | undefined {
  for (const entry of entries) {
    if (entry.step !== step || entry.data?.baseline !== approvalDigest) continue;
    const read = baselineSchema.safeParse(entry.data);
    if (read.success) return read.data.marks;
  }
  return undefined;
}

import { join, relative } from "node:path";
import { idKey } from "../../core/arm-id.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { Operation } from "../../core/plan/plan.ts";
import type { ApprovedContent } from "../approval/approved-content.ts";
import { writeWhole } from "../plan/write-whole.ts";
import type { StepContext } from "../step-context.ts";
import { pulumiEvents } from "./pulumi-events.ts";
import { type AdoptedResource, MANY_AT_ONCE, type PulumiStack, pulumiFailed } from "./pulumi-stack.ts";

export interface AdoptOptions {
  readonly stack: PulumiStack;
  readonly approved: ApprovedContent;
  /** Everything that is still there of what the teardown deletes. */
  readonly targets: readonly string[];
  /** Those that Pulumi is to delete. */
  readonly operations: readonly Operation[];
}

/**
 * `pulumi up`, unless the stack's state has everything already, free to go. It reads Azure and changes only the state.
 *
 * @returns what the state holds
 * @throws SundownError pulumi_failed, pulumi_stack_locked, pulumi_passphrase_needed, pulumi_adoption_incomplete,
 *   file_unwritable
 */
export async function adoptWithPulumi(
  { stack, approved: { folder, approvalDigest }, targets, operations }: AdoptOptions,
  { host, signal }: Pick<StepContext, "host" | "signal">,
): Promise<ReadonlyMap<string, AdoptedResource>> {
  const before = await stack.adopted();
  const isReady = (state: ReadonlyMap<string, AdoptedResource>): boolean =>
    operations.every(({ target }) => state.get(idKey(target))?.protect === false);
  if (isReady(before)) return before;
  const file = join(folder.run, "pulumi-remaining.json");
  // What the state holds stays registered: left out, `up` would delete it.
  const remaining = [...new Set([...targets, ...before.keys()])];
  await writeWhole(file, JSON.stringify({ resources: remaining.map((id) => ({ id })) }), 0o600);
  let done = 0;
  const progress = (state: "running" | "done"): void =>
    host.progress({
      task: "pulumi up",
      title: `adopting into the stack ${stack.name}`,
      state,
      done,
      total: operations.length,
      unit: "resources",
    });
  progress("running");
  const events = pulumiEvents({
    ended: ({ op }) => {
      if (op !== "import") return;
      done += 1;
      progress("running");
    },
  });
  const args = ["up", "--yes", "--skip-preview", "--json", ...MANY_AT_ONCE];
  const config = {
    "sundown:plan": relative(stack.root, folder.path),
    "sundown:approved": approvalDigest,
    "sundown:remaining": relative(stack.root, file),
  };
  const settings = Object.entries(config).flatMap(([key, value]) => ["--config", `${key}=${value}`]);
  const end = await stack.call([...args, ...settings], signal, events.onLine);
  const { failed, errors } = events.story;
  if (end.code !== 0 && !signal.aborted) throw pulumiFailed(args, end, [...failed.values(), ...errors]);
  progress("done");
  const after = await stack.adopted();
  if (isReady(after) || signal.aborted) return after;
  throw new SundownError("pulumi_adoption_incomplete", {
    message: `The stack ${stack.name} holds ${after.size} resources, but not each of the ${operations.length} that are to go, or some of them protected.`,
  });
}

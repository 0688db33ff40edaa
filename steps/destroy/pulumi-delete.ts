import { idKey } from "../../core/arm-id.ts";
import type { Operation } from "../../core/plan/plan.ts";
import type { Journal } from "../../engine/journal.ts";
import type { StepContext } from "../step-context.ts";
import { type PulumiStory, pulumiEvents } from "./pulumi-events.ts";
import { type AdoptedResource, MANY_AT_ONCE, type PulumiStack, pulumiFailed } from "./pulumi-stack.ts";

export interface DeleteOptions {
  readonly stack: PulumiStack;
  readonly going: readonly Operation[];
  /** What the stack's state holds; all of it that is not going is excluded. */
  readonly adopted: ReadonlyMap<string, AdoptedResource>;
  readonly journal: Journal;
  readonly step: string;
}

/**
 * `pulumi destroy`, which goes on where one delete fails.
 *
 * @throws SundownError pulumi_failed, pulumi_stack_locked, pulumi_passphrase_needed: where nothing was begun
 */
export async function deleteWithPulumi(
  { stack, going, adopted, journal, step }: DeleteOptions,
  { host, signal }: Pick<StepContext, "host" | "signal">,
): Promise<PulumiStory> {
  const keys = new Set(going.map(({ target }) => idKey(target)));
  const byUrn = new Map(
    going.flatMap((operation) => {
      const urn = adopted.get(idKey(operation.target))?.urn;
      return urn === undefined ? [] : [[urn, operation] as const];
    }),
  );
  const excluded = [...adopted].filter(([key]) => !keys.has(key)).map(([, { urn }]) => urn);
  let done = 0;
  const events = pulumiEvents({
    begun: ({ urn }) => {
      const operation = byUrn.get(urn);
      if (operation === undefined) return;
      host.progress({ task: operation.id, title: `deleting ${nameOf(operation)}`, state: "running" });
    },
    ended: ({ urn }) => {
      const operation = byUrn.get(urn);
      if (operation === undefined) return;
      done += 1;
      host.progress({ task: operation.id, title: `deleting ${nameOf(operation)}`, state: "done" });
      host.progress({
        task: "pulumi destroy",
        title: "tearing down",
        state: "running",
        done,
        total: going.length,
        unit: "operations",
      });
    },
  });
  const args = ["destroy", "--yes", "--skip-preview", "--continue-on-error", "--json", ...MANY_AT_ONCE];
  const end = await stack.call(
    [...args, ...excluded.flatMap((urn) => ["--exclude", urn])],
    signal,
    events.onLine,
  );
  const { story } = events;
  const ended = { deleted: story.deleted.size, failed: story.failed.size, errors: story.errors };
  await journal.append({
    step,
    kind: "note",
    data: { pulumi: { stack: stack.name, code: end.code, ...ended } },
  });
  host.progress({
    task: "pulumi destroy",
    title: "pulumi destroy ended",
    state: end.code === 0 ? "done" : "held",
  });
  // Nothing was begun: what Pulumi says is about the run, not about a resource.
  if (end.code !== 0 && story.deleted.size + story.failed.size === 0 && !signal.aborted)
    throw pulumiFailed(args, end, story.errors);
  return story;
}

function nameOf({ target }: Operation): string {
  return target.slice(target.lastIndexOf("/") + 1);
}

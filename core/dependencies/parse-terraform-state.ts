import { z } from "zod";
import { SundownError } from "../messages/sundown-error.ts";
import type { OwnerState } from "./owner-state.ts";

/** A Terraform state, version 4: what is used of it. Attributes other than the id never leave this file. */
const stateSchema = z.object({
  version: z.literal(4),
  resources: z.array(
    z.object({
      module: z.string().optional(),
      mode: z.string(),
      type: z.string(),
      name: z.string(),
      provider: z.string().optional(),
      instances: z.array(
        z.object({
          index_key: z.union([z.string(), z.number()]).nullish(),
          attributes: z.looseObject({ id: z.string().nullish() }).nullish(),
          dependencies: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

type StateResource = z.infer<typeof stateSchema>["resources"][number];
type Instance = StateResource["instances"][number];

/**
 * Reads a Terraform state: which Azure resources it owns, and the order it recorded for them. What `prevent_destroy`
 * protects stands in the configuration and not in here, so nothing counts as protected.
 */
export function parseTerraformState(input: unknown, source: string): OwnerState {
  const parsed = stateSchema.safeParse(input);
  if (!parsed.success) {
    throw new SundownError("terraform_state_unreadable", {
      message: `${source} is not a Terraform state of version 4: ${parsed.error.issues[0]?.message ?? "wrong shape"}`,
      place: source,
    });
  }
  const { resources } = parsed.data;
  const byAddress = Map.groupBy(resources, addressOf);
  const owned = resources.filter(({ mode }) => mode === "managed");
  const dependencies = owned.flatMap((resource) =>
    resource.instances.flatMap((instance) => {
      const from = armIdOf(instance);
      if (from === undefined) return [];
      const needed = (instance.dependencies ?? []).flatMap((address) =>
        nearest(byAddress.get(address) ?? [], resource),
      );
      const ids = needed.flatMap(({ mode, instances }) =>
        mode === "managed" ? sameKey(instances, instance).flatMap((each) => armIdOf(each) ?? []) : [],
      );
      return ids.map((to) => ({ from, to }));
    }),
  );
  return {
    source: `state ${source}`,
    owned: owned.flatMap(({ instances }) => instances.flatMap((instance) => armIdOf(instance) ?? [])),
    protected: [],
    retained: [],
    dependencies,
  };
}

/** As `dependencies` spells it: module path, type and name, without the keys of `count` and `for_each`. */
function addressOf({ module, mode, type, name }: StateResource): string {
  const path = module === undefined ? undefined : stepsOf(module).map(([step]) => `module.${step}`);
  const parts = [...(path ?? []), mode === "data" ? "data" : undefined, type, name];
  return parts.filter((part) => part !== undefined).join(".");
}

/** Names of the modules of a path, each with its key. */
function stepsOf(module: string): [string, string][] {
  const steps = module.matchAll(/module\.([\w-]+)(\["(?:[^"\\]|\\.)*"\]|\[\d+\])?/g);
  return [...steps].map(([, name = "", key = ""]) => [name, key]);
}

/** A module that is there several times depends on itself, not on the others of its kind. */
function nearest(
  candidates: readonly StateResource[],
  { module = "" }: StateResource,
): readonly StateResource[] {
  const own = stepsOf(module);
  const near = candidates.filter((candidate) => {
    const steps = stepsOf(candidate.module ?? "");
    const parted = steps.findIndex(([name, key], at) => name !== own[at]?.[0] || key !== own[at]?.[1]);
    return parted === -1 || steps[parted]?.[0] !== own[parted]?.[0];
  });
  return near.length > 0 ? near : candidates;
}

/** The state does not say which of several is meant; nearly always it is the one with the same key. */
function sameKey(instances: readonly Instance[], { index_key: key }: Instance): readonly Instance[] {
  const same = instances.filter(({ index_key: other }) => other === key);
  return key === undefined || key === null || same.length === 0 ? instances : same;
}

/** Some ids are two joined with `|`, and some are of another provider: only what starts like an ARM id counts. */
function armIdOf(instance: Instance): string | undefined {
  const id = instance.attributes?.id?.split("|")[0];
  return id !== undefined && /^\/subscriptions\//i.test(id) ? id : undefined;
}

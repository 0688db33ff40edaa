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
          attributes: z.looseObject({ id: z.string().nullish() }).nullish(),
          dependencies: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

type StateResource = z.infer<typeof stateSchema>["resources"][number];

/** Reads a Terraform state: which Azure resources it owns, and the order it recorded for them. */
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
      const needed = (instance.dependencies ?? []).flatMap((address) => byAddress.get(address) ?? []);
      const ids = needed.flatMap((each) =>
        each.mode === "managed" ? each.instances.flatMap((i) => armIdOf(i) ?? []) : [],
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

/** As `dependencies` spells it: module path, type and name, without an instance's key. */
function addressOf({ module, mode, type, name }: StateResource): string {
  const parts = [module, mode === "data" ? "data" : undefined, type, name];
  return parts.filter((part) => part !== undefined).join(".");
}

/** Some ids are two joined with `|`, and some are of another provider: only what starts like an ARM id counts. */
function armIdOf(instance: StateResource["instances"][number]): string | undefined {
  const id = instance.attributes?.id?.split("|")[0];
  return id?.startsWith("/subscriptions/") === true ? id : undefined;
}

import { z } from "zod";
import { SundownError } from "../messages/sundown-error.ts";
import type { OwnerState } from "./owner-state.ts";

const resourcesSchema = z.object({
  resources: z
    .array(
      z.object({
        urn: z.string(),
        id: z.string().optional(),
        type: z.string(),
        parent: z.string().optional(),
        dependencies: z.array(z.string()).nullish(),
        propertyDependencies: z.record(z.string(), z.array(z.string()).nullish()).nullish(),
        deletedWith: z.string().optional(),
        protect: z.boolean().optional(),
        retainOnDelete: z.boolean().optional(),
        delete: z.boolean().optional(),
        external: z.boolean().optional(),
      }),
    )
    .nullish(),
});

/** What is used of `pulumi stack export`, or of the checkpoint that a backend of one's own keeps of a stack. */
const exportSchema = z.union([
  z.object({ deployment: resourcesSchema }),
  z.object({ checkpoint: z.object({ latest: resourcesSchema.nullish() }) }),
]);

type StackResource = NonNullable<z.infer<typeof resourcesSchema>["resources"]>[number];

/**
 * Reads a stack export: which Azure resources the stack owns, which it protects or retains, and their order. What it
 * has only looked up is not its own. Dependencies that go through components or other providers are followed to the
 * next Azure resources: that on a component is one on all that is in it.
 */
export function parsePulumiStack(input: unknown, source: string): OwnerState {
  const parsed = exportSchema.safeParse(input);
  if (!parsed.success) {
    throw new SundownError("stack_unreadable", {
      message: `${source} is not an export of a Pulumi stack: ${parsed.error.issues[0]?.message ?? "wrong shape"}`,
      place: source,
    });
  }
  const { data } = parsed;
  const { resources: all } = ("deployment" in data ? data.deployment : data.checkpoint.latest) ?? {};
  // A resource marked for delete is only still in the file because its replacement is not done.
  const resources = (all ?? []).filter((resource) => resource.delete !== true);
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const inside = Map.groupBy(resources, ({ parent }) => parent);
  const name = resources
    .map(({ urn }) => /^urn:pulumi:([^:]+)::/.exec(urn)?.[1])
    .find((each) => each !== undefined);
  const owned = resources.filter((resource) => resource.external !== true && armIdOf(resource) !== undefined);
  const idsOf = (of: readonly StackResource[]): string[] => of.flatMap((each) => armIdOf(each) ?? []);
  return {
    source: `stack ${name ?? source}`,
    owned: idsOf(owned),
    protected: idsOf(owned.filter(({ protect }) => protect === true)),
    retained: idsOf(owned.filter(({ retainOnDelete }) => retainOnDelete === true)),
    dependencies: owned.flatMap((resource) => {
      const from = armIdOf(resource);
      const needed = idsOf(azureNeedsOf(resource, byUrn, inside));
      return from === undefined ? [] : needed.map((to) => ({ from, to }));
    }),
  };
}

/** Whatever provider made it: some ids are two joined with `|`. */
function armIdOf({ id }: StackResource): string | undefined {
  return id !== undefined && /^\/subscriptions\/[^/]+\//i.test(id) ? id.split("|")[0] : undefined;
}

function azureNeedsOf(
  resource: StackResource,
  byUrn: ReadonlyMap<string, StackResource>,
  inside: ReadonlyMap<string | undefined, readonly StackResource[]>,
): StackResource[] {
  const found = new Set<StackResource>();
  const seen = new Set<string>([resource.urn]);
  const above = byUrn.get(resource.parent ?? "");
  const open = [
    ...urnsOf(resource),
    ...(above !== undefined && armIdOf(above) !== undefined ? [above.urn] : []),
  ];
  // Whoever is in a component does not need the component, even where a sibling outside says so.
  for (let component = above; component !== undefined; component = byUrn.get(component.parent ?? ""))
    if (armIdOf(component) === undefined) seen.add(component.urn);
  for (let urn = open.pop(); urn !== undefined; urn = open.pop()) {
    if (seen.has(urn)) continue;
    seen.add(urn);
    const needed = byUrn.get(urn);
    if (needed === undefined) continue;
    if (armIdOf(needed) !== undefined) found.add(needed);
    else open.push(...urnsOf(needed), ...(inside.get(urn) ?? []).map((part) => part.urn));
  }
  return [...found];
}

function urnsOf({ dependencies, propertyDependencies, deletedWith }: StackResource): string[] {
  const byProperty = Object.values(propertyDependencies ?? {}).flatMap((urns) => urns ?? []);
  return [...(dependencies ?? []), ...byProperty, ...(deletedWith === undefined ? [] : [deletedWith])];
}

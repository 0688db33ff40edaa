import { z } from "zod";
import { SundownError } from "../messages/sundown-error.ts";
import type { OwnerState } from "./owner-state.ts";

/** `pulumi stack export`, version 3: what is used of it. */
const exportSchema = z.object({
  deployment: z.object({
    resources: z
      .array(
        z.object({
          urn: z.string(),
          id: z.string().optional(),
          custom: z.boolean().optional(),
          type: z.string(),
          parent: z.string().optional(),
          dependencies: z.array(z.string()).nullish(),
          propertyDependencies: z.record(z.string(), z.array(z.string()).nullish()).nullish(),
          deletedWith: z.string().optional(),
          protect: z.boolean().optional(),
          retainOnDelete: z.boolean().optional(),
          delete: z.boolean().optional(),
        }),
      )
      .nullish(),
  }),
});

type StackResource = NonNullable<z.infer<typeof exportSchema>["deployment"]["resources"]>[number];

/**
 * Reads a stack export: which Azure resources the stack owns, which it protects or retains, and their order.
 * Dependencies that go through components or other providers are followed to the next Azure resource.
 */
export function parsePulumiStack(input: unknown, source: string): OwnerState {
  const parsed = exportSchema.safeParse(input);
  if (!parsed.success) {
    throw new SundownError("stack_unreadable", {
      message: `${source} is not an export of a Pulumi stack: ${parsed.error.issues[0]?.message ?? "wrong shape"}`,
      place: source,
    });
  }
  // A resource marked for delete is only still in the file because its replacement is not done.
  const resources = (parsed.data.deployment.resources ?? []).filter((resource) => resource.delete !== true);
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const name = resources
    .map(({ urn }) => /^urn:pulumi:([^:]+)::/.exec(urn)?.[1])
    .find((each) => each !== undefined);
  const owned = resources.filter(isAzure);
  return {
    source: `stack ${name ?? source}`,
    owned: owned.flatMap(({ id }) => id ?? []),
    protected: owned.flatMap(({ id, protect }) => (protect === true ? (id ?? []) : [])),
    retained: owned.flatMap(({ id, retainOnDelete }) => (retainOnDelete === true ? (id ?? []) : [])),
    dependencies: owned.flatMap((resource) =>
      azureNeedsOf(resource, byUrn).flatMap(({ id }) =>
        id === undefined || resource.id === undefined ? [] : [{ from: resource.id, to: id }],
      ),
    ),
  };
}

function isAzure(resource: StackResource): boolean {
  return resource.id?.startsWith("/") === true && /^azure(?:-native)?:/.test(resource.type);
}

function azureNeedsOf(resource: StackResource, byUrn: ReadonlyMap<string, StackResource>): StackResource[] {
  const found = new Set<StackResource>();
  const seen = new Set<string>([resource.urn]);
  const open = urnsOf(resource);
  for (let urn = open.pop(); urn !== undefined; urn = open.pop()) {
    if (seen.has(urn)) continue;
    seen.add(urn);
    const needed = byUrn.get(urn);
    if (needed === undefined) continue;
    if (isAzure(needed)) found.add(needed);
    else open.push(...urnsOf(needed));
  }
  return [...found];
}

function urnsOf({ dependencies, propertyDependencies, deletedWith }: StackResource): string[] {
  const byProperty = Object.values(propertyDependencies ?? {}).flatMap((urns) => urns ?? []);
  return [...(dependencies ?? []), ...byProperty, ...(deletedWith === undefined ? [] : [deletedWith])];
}

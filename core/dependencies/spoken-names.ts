import type { Estate, Node } from "./estate.ts";

/** A property that names a part of another resource by rules of its own. */
interface SpokenName {
  /** Types it stands on. */
  readonly of: RegExp;
  readonly path: RegExp;
  /** The name, as the first group. */
  readonly name: RegExp;
  readonly means: RegExp;
}

const spoken: readonly SpokenName[] = [
  // A node configuration is called CONFIGURATION.NODE after what it was compiled from.
  // https://learn.microsoft.com/azure/automation/automation-dsc-compile
  {
    of: /^microsoft\.(?:compute\/virtualmachines|compute\/virtualmachinescalesets|hybridcompute\/machines)\/extensions$/,
    path: /^properties\.settings\./i,
    name: /^([a-z0-9_-]+)\.[a-z0-9_-]+$/,
    means: /^microsoft\.automation\/automationaccounts\/configurations$/,
  },
  // A free certificate is issued for a host name only after that is bound to a site.
  // https://learn.microsoft.com/azure/app-service/configure-ssl-certificate
  {
    of: /^microsoft\.web\/certificates$/,
    path: /^properties\.canonicalname$/i,
    name: /^(.+)$/,
    means: /^microsoft\.web\/sites(?:\/slots)?\/hostnamebindings$/,
  },
];

/** The resources that a text names so; several where several accounts have a part of that name. */
export function spokenNames(text: string, path: string, { type }: Node, estate: Estate): number[] {
  return spoken.flatMap(({ of, path: place, name, means }) => {
    if (!of.test(type) || !place.test(path)) return [];
    const called = name.exec(text.toLowerCase())?.[1] ?? "";
    return (estate.byShortName.get(called) ?? []).filter((index) =>
      means.test(estate.nodes[index]?.type ?? ""),
    );
  });
}

import type { Estate, Node } from "./estate.ts";

/**
 * Settings that speak of a service by their own name, while their value is a key or nothing that may be read: the
 * app uses the one of its own name, or else the only one in its group, or else the only one called as the setting
 * begins.
 */
const settings: readonly (readonly [RegExp, string])[] = [
  [/^(appinsights|applicationinsights)_/i, "microsoft.insights/components"],
];

/** The resources a setting speaks of; `name` is the setting's, wherever it stands. */
export function settingMeans(name: string, node: Node, estate: Estate): readonly number[] {
  const [pattern, type] = settings.find(([each]) => each.test(name)) ?? [];
  if (pattern === undefined || type === undefined) return [];
  const own = node.arm.name.toLowerCase().split("/")[0] ?? "";
  const namesakes = (estate.byShortName.get(own) ?? []).filter((index) => estate.nodes[index]?.type === type);
  const local = estate.byGroupAndType.get(`${node.group} ${type}`) ?? [];
  if (namesakes.length > 0)
    return namesakes.length === 1 ? namesakes : namesakes.filter((each) => local.includes(each));
  if (local.length > 0) return local.length === 1 ? local : [];
  const word = pattern.exec(name)?.[1]?.toLowerCase() ?? "";
  const called = (estate.byShortName.get(word) ?? []).filter((index) => estate.nodes[index]?.type === type);
  return called.length === 1 ? called : [];
}

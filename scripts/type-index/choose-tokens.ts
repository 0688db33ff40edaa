import type { TokenChoice } from "./exceptions.ts";
import type { Join } from "./join-classes.ts";

/**
 * The tokens of one ARM type, with what chooses between them: the scope, or a fixed name in the URL. Of duplicates
 * the best named, then the newest. Where still more than one is left nothing is sure, and none is returned.
 */
export function chooseTokens(joins: readonly Join[]): TokenChoice[] {
  const sure = joins.filter(({ confidence }) => confidence >= 2);
  const variants = Map.groupBy(sure, ({ scope, fixedNames }) => `${scope} ${fixedNames.at(-1) ?? ""}`);
  const chosen: Join[] = [];
  for (const rivals of variants.values()) {
    const best = bestNamed(rivals);
    if (best === undefined) return [];
    chosen.push(best);
  }
  const scopes = new Set(chosen.map(({ scope }) => scope));
  const names = new Set(chosen.map(({ fixedNames }) => fixedNames.at(-1) ?? ""));
  return chosen
    .map(({ native, scope, fixedNames }) => ({
      token: native.token,
      ...(scopes.size > 1 ? { scope } : {}),
      ...(names.size > 1 && fixedNames.length > 0 ? { name: fixedNames.at(-1) ?? "" } : {}),
    }))
    .toSorted((left, right) => (left.token < right.token ? -1 : 1));
}

function bestNamed(rivals: readonly Join[]): Join | undefined {
  const top = Math.max(...rivals.map(({ fit }) => fit));
  const best = rivals.filter(({ fit }) => fit === top);
  if (best.length < 2) return best[0];
  const newest = best
    .map(({ native }) => native.apiVersion ?? "")
    .toSorted()
    .at(-1);
  const newer = best.filter(({ native }) => native.apiVersion === newest);
  if (newer.length < 2) return newer[0];
  // `WebAppAuthSettingsV2` beside `…V2WithoutSecrets`: one URL, and the longer name is a view of it.
  const shortest = newer.toSorted((left, right) => left.native.name.length - right.native.name.length)[0];
  return newer.every(({ native }) => native.name.startsWith(shortest?.native.name ?? "?"))
    ? shortest
    : undefined;
}

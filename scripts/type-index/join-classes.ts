import type { ArmPath } from "./arm-paths.ts";
import type { NativeClass } from "./native-classes.ts";

export interface Join {
  readonly native: NativeClass;
  readonly type: string;
  readonly scope: ArmPath["scope"];
  /** 3: URL parameters and name agree; 2: one of both, and nothing else fits as well; 1: a guess. */
  readonly confidence: 1 | 2 | 3;
  /** How well the names agree, 0 to 5. */
  readonly fit: number;
  readonly fixedNames: readonly string[];
}

/** Joins each class to the ARM type it manages, by its URL parameters and its name. */
export function joinClasses(classes: readonly NativeClass[], paths: readonly ArmPath[]): Join[] {
  const byNamespace = Map.groupBy(paths, ({ type }) => type.slice(0, type.indexOf("/")).toLowerCase());
  const joins: Join[] = [];
  for (const native of classes) {
    const candidates = native.namespaces.flatMap((namespace) => byNamespace.get(namespace) ?? []);
    const best = bestOf(native, candidates);
    if (best !== undefined) joins.push({ native, ...best });
  }
  return joins;
}

function bestOf(native: NativeClass, candidates: readonly ArmPath[]): Omit<Join, "native"> | undefined {
  const rated = candidates.map((path) => ({
    path,
    same: native.isSure && equalSets(native.parameters, path.parameters),
    sameCount: native.parameters.size === path.parameters.size,
    fit: isCreatedBy(native, path) ? 5 : nameFit(native, path.type),
  }));
  const exact = rated.filter(({ same }) => same);
  const pick = (options: typeof rated, confidence: 1 | 2 | 3): Omit<Join, "native"> | undefined => {
    const top = Math.max(...options.map(({ fit }) => fit));
    const types = new Map(
      options.filter(({ fit }) => fit === top).map(({ path }) => [path.type.toLowerCase(), path]),
    );
    const [only] = types.values();
    return types.size === 1 && only !== undefined
      ? { type: only.type, scope: only.scope, fixedNames: only.fixedNames, fit: top, confidence }
      : undefined;
  };
  const created = rated.filter(({ fit, same, sameCount }) => fit === 5 && (same || sameCount));
  if (created.length > 0) {
    const firm = created.filter(({ same }) => same);
    return pick(firm.length > 0 ? firm : created, 3);
  }
  const named = exact.filter(({ fit }) => fit >= 2);
  if (named.length > 0) return pick(named, 3);
  if (exact.length > 0) {
    const alone = new Set(exact.map(({ path }) => path.type.toLowerCase())).size === 1;
    if (alone) return pick(exact, exact[0]?.fit === 1 ? 2 : 1);
  }
  const similar = rated.filter(({ fit, sameCount }) => fit >= 3 && sameCount);
  if (similar.length > 0) return pick(similar, 2);
  const loose = rated.filter(({ fit }) => fit >= 4);
  return loose.length > 0 ? pick(loose, 1) : undefined;
}

function isCreatedBy(native: NativeClass, path: ArmPath): boolean {
  const [group = "", object = ""] = path.className?.toLowerCase().split(" ") ?? [];
  const called = singular(`${singular(group)}${object}`);
  return (
    called !== "" &&
    [native.name, ...native.formerNames].some((name) => singular(name.toLowerCase()) === called)
  );
}

/** 4: the class is called like the whole path of types; 3: like the last, or the last two; 2: it ends so; 1: a bit. */
function nameFit(native: NativeClass, type: string): number {
  const segments = type.split("/").slice(1).map(singular);
  const last = segments.at(-1) ?? "";
  const fits = [native.name, ...native.formerNames].map((name) => {
    const lower = singular(name.toLowerCase());
    if (segments.length > 1 && lower === segments.join("")) return 4;
    if (lower === last) return segments.length === 1 ? 4 : 3;
    if (segments.length > 1 && lower === segments.slice(-2).join("")) return 3;
    if (lower.endsWith(last) && last.length > 3) return 2;
    return lower.includes(last) || last.includes(lower) ? 1 : 0;
  });
  return Math.max(...fits);
}

function singular(raw: string): string {
  const word = raw.toLowerCase().replace(/[-_.]/g, "");
  if (word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (/(?:sses|shes|ches|xes)$/.test(word)) return word.slice(0, -2);
  return word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}

function equalSets(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return left.size === right.size && [...left].every((each) => right.has(each));
}

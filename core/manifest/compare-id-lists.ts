import { idKey } from "../arm-id.ts";
import type { MessageCode } from "../messages/registry.ts";
import type { CheckContext } from "./check-manifest.ts";
import type { ManifestProblem } from "./manifest.ts";
import type { ManifestPath } from "./manifest-nodes.ts";

export interface IdLists {
  readonly section: string;
  /** What the manifest lists; `undefined` when that part is invalid and so already reported. */
  readonly listed: readonly string[] | undefined;
  /** What the plan asks for. */
  readonly wanted: readonly string[];
  /** What may be listed, too. Default: nothing. */
  readonly allowed?: readonly string[];
  readonly pathOf?: (index: number) => ManifestPath;
  readonly missing: MessageCode;
  readonly unknown: MessageCode;
  readonly describe: (id: string) => string;
  readonly remedy: (id: string) => string;
}

/** What is wanted must be listed, each once, and nothing else but what is allowed; ids are compared without regard to case. */
export function compareIdLists(context: CheckContext, lists: IdLists): ManifestProblem[] {
  const { listed, wanted, section } = lists;
  if (listed === undefined) return [];
  const pathOf = lists.pathOf ?? ((index: number): ManifestPath => [section, index]);
  const knownKeys = new Set([...wanted, ...(lists.allowed ?? [])].map(idKey));
  const listedKeys = new Set<string>();
  const problems: ManifestProblem[] = [];
  for (const [index, id] of listed.entries()) {
    const key = idKey(id);
    if (listedKeys.has(key)) {
      problems.push(
        context.problem(
          "manifest_duplicate",
          pathOf(index),
          `${id} stands twice in ${section}`,
          "Keep one of the two.",
        ),
      );
    } else if (!knownKeys.has(key)) {
      problems.push(
        context.problem(
          lists.unknown,
          pathOf(index),
          `${id} stands in ${section}, but not in the plan`,
          "Delete the line, or run `sundown plan` again.",
        ),
      );
    }
    listedKeys.add(key);
  }
  for (const id of wanted) {
    if (listedKeys.has(idKey(id))) continue;
    problems.push(context.problem(lists.missing, [section], lists.describe(id), lists.remedy(id)));
  }
  return problems;
}

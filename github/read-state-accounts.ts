import { type StateAccount, stateAccounts } from "../core/gate/state-accounts.ts";
import type { ImmutableObjects } from "./immutable-objects.ts";

const PROJECT = "Pulumi.yaml";
const WORKFLOWS = ".github/workflows";

/** Where the files of a commit say that Pulumi's state is kept: the project's own and every workflow. */
export async function readStateAccounts(
  objects: ImmutableObjects,
  commit: string,
): Promise<readonly StateAccount[]> {
  const project = await objects.fileAt(commit, PROJECT);
  const found = [...stateAccounts(project?.bytes.toString("utf8") ?? "", PROJECT)];
  for (const [name, sha] of await objects.folderAt(commit, WORKFLOWS)) {
    const text = (await objects.blob(sha)).toString("utf8");
    found.push(...stateAccounts(text, `${WORKFLOWS}/${name}`));
  }
  return found;
}

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PullRequest, User } from "../../simulator/github/records.ts";
import type { Repository } from "../../simulator/github/repository.ts";
import { createEnvironment, openPullRequest } from "../../simulator/github/repository-acts.ts";
import type { Stage } from "./stage.ts";

const BRANCH = "decommission-contoso-parcel-legacy";

/** The repository on the small GitHub, and the people of the story. */
export interface DemoRepository {
  readonly repository: Repository;
  readonly engineer: User;
  readonly reviewers: readonly [User, User];
  readonly workflow: string;
}

/** A repository as `sundown init` would leave it, with one engineer, two reviewers and a protected environment. */
export function createDemoRepository({ github }: Stage): DemoRepository {
  const { world } = github;
  const repository = world.createRepository("contoso/azure-decommissions");
  const engineer = world.user("platform-engineer");
  const reviewers: [User, User] = [world.user("data-owner"), world.user("platform-reviewer")];
  for (const user of [engineer, ...reviewers]) world.grant(repository, user, "write");
  const workflow = ".github/workflows/sundown.yml";
  repository.commit({
    branch: "main",
    author: engineer,
    message: "Prepare decommissions",
    files: {
      "README.md": "# Azure decommissions of Contoso\n",
      ".github/sundown.yml": "approvals: 2\nenvironment: decommission\n",
      [workflow]: "name: Sundown\non:\n  push:\n    branches: [main]\n    paths: [decommission/**]\n",
    },
  });
  createEnvironment(repository, "decommission", { reviewers });
  return { repository, engineer, reviewers, workflow };
}

/** Pushes the decommission folder's reviewed files to a branch and opens the pull request. */
export async function proposeDecommission(
  { repository, engineer }: DemoRepository,
  folder: string,
  decommission: string,
  title: string,
): Promise<PullRequest> {
  const files: Record<string, Uint8Array> = {};
  for (const name of ["decommission.yaml", "plan.json", "plan.md"]) {
    files[`${decommission}/${name}`] = await readFile(join(folder, decommission, name));
  }
  repository.createBranch(BRANCH, repository.tip(), engineer);
  repository.commit({ branch: BRANCH, author: engineer, message: title, files });
  return openPullRequest(repository, { head: BRANCH, author: engineer, title });
}

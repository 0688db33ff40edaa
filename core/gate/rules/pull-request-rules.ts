import { isInFolder, manifestFolders } from "../decommission-paths.ts";
import { afterMerge, defineRule, fromTheStart, type GateRule, unless } from "../rule.ts";

/** The pull request itself: merged, here, into the default branch, and about nothing else. */
export const pullRequestRules: readonly GateRule[] = [
  defineRule({
    name: "the pull request is merged",
    purposes: afterMerge,
    needs: ["pullRequest"],
    check: ({ pullRequest }) =>
      unless(
        pullRequest.merged && pullRequest.mergedAt !== undefined && pullRequest.mergeCommit !== undefined,
        "pull_request_not_merged",
        `Pull request #${pullRequest.number} is not merged.`,
      ),
  }),
  defineRule({
    name: "it went to the default branch",
    purposes: fromTheStart,
    needs: ["pullRequest", "repository"],
    check: ({ pullRequest, repository }) =>
      unless(
        pullRequest.baseRef === repository.defaultBranch && pullRequest.baseRepositoryId === repository.id,
        "pull_request_wrong_base",
        `Pull request #${pullRequest.number} went to ${pullRequest.baseRef}; the default branch is ${repository.defaultBranch}.`,
      ),
  }),
  defineRule({
    name: "it comes from this repository",
    purposes: fromTheStart,
    needs: ["pullRequest", "repository"],
    check: ({ pullRequest, repository }) =>
      unless(
        pullRequest.headRepositoryId === repository.id,
        "pull_request_from_fork",
        `Pull request #${pullRequest.number} comes from another repository or one that is gone.`,
      ),
  }),
  defineRule({
    name: "its merge is part of the default branch",
    purposes: afterMerge,
    needs: ["merge", "pullRequest"],
    check: ({ merge, pullRequest }) =>
      unless(
        merge.onDefaultBranch,
        "merge_not_on_default_branch",
        `Commit ${pullRequest.mergeCommit} is not in the default branch's history.`,
      ),
  }),
  defineRule({
    name: "it changes one decommission folder",
    purposes: fromTheStart,
    needs: ["changedPaths"],
    check: ({ changedPaths }) => {
      const folders = manifestFolders(changedPaths);
      return unless(
        folders.length === 1,
        "pull_request_without_manifest",
        `The pull request changes ${folders.length} manifests (decommission/NAME/decommission.yaml); it has to be one.`,
      );
    },
  }),
  defineRule({
    name: "it changes nothing else",
    purposes: fromTheStart,
    needs: ["changedPaths"],
    check: ({ changedPaths }) => {
      const [folder] = manifestFolders(changedPaths);
      const others = changedPaths.filter((path) => folder === undefined || !isInFolder(path, folder));
      return unless(
        others.length === 0,
        "pull_request_changes_more",
        `The pull request also changes ${listed(others)}.`,
      );
    },
  }),
  defineRule({
    name: "its merge changes nothing else",
    purposes: afterMerge,
    needs: ["merge", "folder"],
    check: ({ merge, folder }) => {
      const others = merge.changedPaths.filter((path) => !isInFolder(path, folder.path));
      return unless(others.length === 0, "merge_changes_more", `The merge also changes ${listed(others)}.`);
    },
  }),
];

function listed(paths: readonly string[]): string {
  const shown = paths.slice(0, 5).join(", ");
  return paths.length > 5 ? `${shown} and ${paths.length - 5} more` : shown;
}

import { parseArmId } from "../arm-id.ts";
import type { CheckContext } from "./check-manifest.ts";
import type { ManifestProblem } from "./manifest.ts";

const PUBLIC_STORAGE = "core.windows.net";

/**
 * Every artifact lies on the cloud's own storage or on a host the policy lists, not in a storage account that is
 * itself about to go, and no url stands for two artifacts.
 */
export function checkArtifacts({ manifest, plan, options, problem }: CheckContext): ManifestProblem[] {
  const doomedAccounts = new Set(
    plan.resources
      .filter(({ type }) => type.toLowerCase() === "microsoft.storage/storageaccounts")
      .map(({ id }) => parseArmId(id)?.name.toLowerCase()),
  );
  const seen = new Set<string>();
  const problems: ManifestProblem[] = [];
  for (const [index, backup] of (manifest.backups ?? []).entries()) {
    if (!("artifacts" in backup)) continue;
    for (const [position, artifact] of backup.artifacts.entries()) {
      const path = ["backups", index, "artifacts", position, "url"];
      const { host, hostname, pathname, href } = new URL(artifact.url);
      const account = isPathStyle(host, options.storageSuffix)
        ? pathname.split("/")[1]
        : hostname.split(".")[0];
      if (!isAllowedHost(host, options)) {
        problems.push(
          problem(
            "manifest_artifact_host_refused",
            path,
            `${host} is neither the cloud's storage nor a host that the policy allows`,
            `Copy it to the cloud's storage, or list ${host} under artifactHosts in .github/sundown.yml.`,
          ),
        );
      } else if (isStorageHost(host, options) && doomedAccounts.has(account?.toLowerCase())) {
        problems.push(
          problem(
            "manifest_artifact_inside",
            path,
            `${artifact.url} lies in the storage account ${account}, which the plan deletes`,
            "Copy it to a storage account in another subscription.",
          ),
        );
      }
      if (seen.has(href)) {
        problems.push(
          problem(
            "manifest_artifact_duplicate",
            path,
            `${artifact.url} stands twice`,
            "Name the right url for each artifact.",
          ),
        );
      }
      seen.add(href);
    }
  }
  return problems;
}

/** Whether artifacts on this host may be named: the policy's hosts, or the cloud's storage. */
function isAllowedHost(host: string, options: CheckContext["options"]): boolean {
  const listed = options.artifactHosts?.some((allowed) => allowed.toLowerCase() === host) ?? false;
  return listed || isStorageHost(host, options);
}

function isStorageHost(host: string, { storageSuffix }: CheckContext["options"]): boolean {
  const suffix = (storageSuffix ?? PUBLIC_STORAGE).toLowerCase();
  return isPathStyle(host, storageSuffix) || host.endsWith(`.${suffix}`);
}

/** A storage service at one `host:port` puts the account into the path. */
function isPathStyle(host: string, storageSuffix: string | undefined): boolean {
  return storageSuffix?.toLowerCase() === host;
}

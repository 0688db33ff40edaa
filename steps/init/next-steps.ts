import type { OwnPackages } from "./own-packages.ts";

export interface RepositoryState {
  readonly packages: OwnPackages;
  /** What its package.json named before; absent where there was none. */
  readonly installed: Readonly<Record<string, string>> | undefined;
  readonly backend: string | undefined;
}

/** What a person has to do after `sundown init`, in order. */
export function nextSteps(state: RepositoryState): string[] {
  return [
    ...installSteps(state),
    "Commit everything, package-lock.json too: it pins the action that the workflows run.",
    "In GitHub, make the environment `decommission`, give it required reviewers, and set the variables AZURE_TENANT_ID and AZURE_READER_CLIENT_ID in the repository, AZURE_CLIENT_ID in the environment only.",
    "In Azure, bind the federated credential of AZURE_CLIENT_ID to that environment: it is Owner of the subscription. Bind that of AZURE_READER_CLIENT_ID to the default branch: it needs Reader wherever whoever plans has it, and Storage Blob Data Reader where the backups lie.",
    state.backend === undefined
      ? "Only for a teardown with Pulumi: set the variable PULUMI_BACKEND_URL (or `sundown init --backend URL` before) and the secret PULUMI_CONFIG_PASSPHRASE in that environment. The state must lie in another subscription."
      : "Only for a teardown with Pulumi: set the secret PULUMI_CONFIG_PASSPHRASE in that environment. The state must lie in another subscription.",
    "sundown plan --subscription ID",
  ];
}

/**
 * Sundown is on no registry yet: it comes as a tarball, and a version alone stands only where this step has not been
 * taken.
 */
function installSteps({ packages, installed }: RepositoryState): string[] {
  const [[own, version] = ["", ""]] = Object.entries(packages.sundown);
  const missing = Object.entries(packages.pulumi)
    .filter(([name]) => installed !== undefined && installed[name] === undefined)
    .map(([name, exact]) => `${name}@${exact}`);
  const pulumi = missing.length === 0 ? [] : [`npm install --save-exact --save-dev ${missing.join(" ")}`];
  const there = installed?.[own];
  if (there !== undefined && there !== version) return pulumi;
  const tarball = `${own}-${version}.tgz`;
  const isPlaceholder = installed === undefined || there === version;
  return [
    `In a clone of Sundown, \`npm ci && npm pack\` makes ${tarball}: Sundown is not on the npm registry yet. Put it into this repository, so that \`npm ci\` in the workflows finds it.${isPlaceholder ? ` Until the next step the ${version} in package.json is a placeholder.` : ""}`,
    `npm install --save-exact ./${tarball}`,
    ...pulumi,
  ];
}

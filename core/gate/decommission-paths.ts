export const MANIFEST_FILE = "decommission.yaml";
export const PLAN_FILE = "plan.json";

const manifestPath = /^(decommission\/[A-Za-z0-9][A-Za-z0-9._-]*)\/decommission\.yaml$/;

/** Folders whose manifest is among the paths, `decommission/NAME`, each once, in order. */
export function manifestFolders(paths: readonly string[]): string[] {
  return [...new Set(paths.flatMap((path) => manifestPath.exec(path)?.[1] ?? []))].toSorted();
}

/** Whether the path is a file directly in the folder; deeper ones are never part of a decommission. */
export function isInFolder(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`) && !path.slice(folder.length + 1).includes("/");
}

/** A subscription's name as the name of a folder: lower case, digits and dashes, never empty or a path. */
export function folderName(subscriptionName: string): string {
  const name = subscriptionName
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 60);
  return name === "" ? "subscription" : name;
}

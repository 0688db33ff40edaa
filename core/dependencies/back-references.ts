/**
 * Properties that say who uses a resource, not what it uses. Azure fills most of them in, and the type index knows
 * those as read-only; here stand the ones it cannot know, each with the reason.
 * Lower case; a path matches when it equals the entry or continues below it.
 */
const byType: Readonly<Record<string, readonly string[]>> = {};

/** Names that mean "who uses me" on every type that has them. */
const anywhere =
  /(?:^|\.)(?:privateendpointconnections|serviceassociationlinks|resourcenavigationlinks)(?:\[\])?(?:\.|$)/;

export function isBackReference(type: string, path: string): boolean {
  const lower = path.toLowerCase();
  if (anywhere.test(lower)) return true;
  return (
    byType[type]?.some(
      (entry) => lower === entry || lower.startsWith(`${entry}.`) || lower.startsWith(`${entry}[`),
    ) ?? false
  );
}

/** Calls `visit` for every string below `value`, keys of objects included, with the path it stands at. */
export function walkStrings(
  value: unknown,
  path: string,
  visit: (text: string, path: string, key: string) => void,
  key = "",
  depth = 0,
): void {
  if (typeof value === "string") visit(value, path, key);
  // Deeper than any ARM body: a hostile inventory must not overflow the stack.
  if (typeof value !== "object" || value === null || depth > 64) return;
  if (Array.isArray(value)) {
    // Azure changes the order of arrays between two readings, so a path names none of its places.
    for (const item of value) walkStrings(item, `${path}[]`, visit, key, depth + 1);
    return;
  }
  for (const [name, item] of Object.entries(value)) {
    if (name.includes("/")) {
      visit(name, path, key);
      walkStrings(item, `${path}[]`, visit, key, depth + 1);
    } else {
      walkStrings(item, `${path}.${name}`, visit, name, depth + 1);
    }
  }
}

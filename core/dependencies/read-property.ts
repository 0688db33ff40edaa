/** The value at a path below `root`; names compare without regard to case, since services answer with either. */
export function valueAt(root: unknown, path: string): unknown {
  let value = root;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    const key = Object.keys(value).find((each) => each.toLowerCase() === name.toLowerCase());
    value = key === undefined ? undefined : Reflect.get(value, key);
  }
  return value;
}

export function textAt(root: unknown, path: string): string | undefined {
  const value = valueAt(root, path);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Lower case, for comparing states. */
export function wordAt(root: unknown, path: string): string | undefined {
  return textAt(root, path)?.toLowerCase();
}

export function numberAt(root: unknown, path: string): number | undefined {
  const value = valueAt(root, path);
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

export function listAt(root: unknown, path: string): readonly unknown[] {
  const value = valueAt(root, path);
  return Array.isArray(value) ? value : [];
}

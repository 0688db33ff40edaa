/** What of a key vault is in a backup and what is not: names and versions, never a value. */

export interface VaultEntry {
  readonly collection: "secrets" | "certificates" | "keys";
  readonly name: string;
  readonly version: string;
  readonly enabled: boolean;
  readonly managed: boolean;
}

export interface NotCovered {
  /** `secrets/name/version`, or `keys/name`. */
  readonly what: string;
  readonly because: string;
}

/** What can be seen without reading: the rest tells a certificate's policy. */
export function notCoveredIn(entries: readonly VaultEntry[]): NotCovered[] {
  const disabled = entries
    .filter(({ collection, enabled }) => collection === "secrets" && !enabled)
    .map(({ collection, name, version }) => ({
      what: `${collection}/${name}/${version}`,
      because: "it is disabled, so its value cannot be read; enable it and back up again where it matters",
    }));
  const keys = new Set(
    entries
      .filter(({ collection, managed }) => collection === "keys" && !managed)
      .map(({ name }) => `keys/${name}`),
  );
  return [
    ...disabled,
    ...[...keys].map((what) => ({
      what,
      because: "a key's private part never leaves its vault; decrypt or encrypt anew what depends on it",
    })),
  ];
}

/** Why a certificate's private key is not in the backup, by its policy; `undefined` when it is. */
export function unexportable(name: string, certificate: unknown): NotCovered | undefined {
  const exportable = member(member(member(certificate, "policy"), "key_props"), "exportable");
  return exportable === false
    ? { what: `certificates/${name}`, because: "its policy does not let the private key out; issue it anew" }
    : undefined;
}

/** Whether a second look shows the same. */
export function sameEntries(a: readonly object[], b: readonly object[]): boolean {
  const lines = (entries: readonly object[]): string[] =>
    entries.map((entry) => JSON.stringify(entry)).toSorted();
  return lines(a).join("\n") === lines(b).join("\n");
}

function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

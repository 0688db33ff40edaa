import { type JsonObject, objectOf, textOf } from "./json.ts";
import { isWithin, keyOf, parsePath } from "./resource-path.ts";

export interface StoredLock {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  /** Key of what is locked. */
  readonly scope: string;
  readonly scopeId: string;
  properties: JsonObject & { level: string };
}

/** The management locks of all scopes. */
export class Locks {
  readonly #locks = new Map<string, StoredLock>();

  put(id: string, properties: JsonObject): { lock: StoredLock; created: boolean } {
    const path = parsePath(id);
    const old = this.#locks.get(path.key);
    const level = textOf(properties.level) ?? "CanNotDelete";
    const lock: StoredLock = {
      id: old?.id ?? path.id,
      key: path.key,
      name: path.names.at(-1) ?? "",
      scope: keyOf(path.scope),
      scopeId: path.scope,
      properties: { ...properties, level },
    };
    this.#locks.set(path.key, lock);
    return { lock, created: !old };
  }

  get(id: string): StoredLock | undefined {
    return this.#locks.get(keyOf(id));
  }

  delete(id: string): boolean {
    return this.#locks.delete(keyOf(id));
  }

  all(): StoredLock[] {
    return [...this.#locks.values()];
  }

  /** Locks on a scope and everything below it, as ARM lists them. */
  listAt(scope: string): StoredLock[] {
    return this.all().filter((lock) => isWithin(lock.scope, scope));
  }

  /** What keeps `key` from being deleted: a lock on it, above it or below it. Answers the locked scopes. */
  againstDelete(key: string): string[] {
    return this.all()
      .filter((lock) => isWithin(key, lock.scope) || isWithin(lock.scope, key))
      .map((lock) => lock.scopeId);
  }

  /** Locked scopes (level ReadOnly) that keep `key` from being written. */
  againstWrite(key: string): string[] {
    return this.all()
      .filter((lock) => lock.properties.level.toLowerCase() === "readonly" && isWithin(key, lock.scope))
      .map((lock) => lock.scopeId);
  }

  /** Locks go with what they lock. */
  dropWithin(key: string): void {
    for (const lock of this.all()) if (isWithin(lock.scope, key)) this.#locks.delete(lock.key);
  }
}

export function lockBody(lock: StoredLock): object {
  return { properties: lock.properties, id: lock.id, type: "Microsoft.Authorization/locks", name: lock.name };
}

/** Level and notes of a lock in an estate, which may stand under `properties` or beside the id. */
export function lockProperties(lock: {
  level?: string | undefined;
  notes?: string | null | undefined;
  properties?: unknown;
}): JsonObject {
  const properties = objectOf(lock.properties);
  const notes = textOf(properties.notes) ?? lock.notes;
  return {
    level: textOf(properties.level) ?? lock.level ?? "CanNotDelete",
    ...(notes ? { notes } : {}),
  };
}

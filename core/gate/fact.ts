/**
 * A fact the gate judges by: read, or not known and why. There is no third state and no default: a fact that
 * could not be read is said to be unknown, and the gate refuses on it.
 */
export type Fact<Value> =
  | { readonly known: true; readonly value: Value }
  | { readonly known: false; readonly because: string };

export function known<Value>(value: Value): Fact<Value> {
  return { known: true, value };
}

export function unknown(because: string): { readonly known: false; readonly because: string } {
  return { known: false, because };
}

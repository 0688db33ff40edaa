/** Reads once for the same key; a failed reading is not kept, as the next one may succeed. */
export function readOnce<Argument, Value>(
  keyOf: (argument: Argument) => string,
  read: (argument: Argument) => Promise<Value>,
): (argument: Argument) => Promise<Value> {
  const kept = new Map<string, Promise<Value>>();
  return (argument) => {
    const key = keyOf(argument);
    const before = kept.get(key);
    if (before !== undefined) return before;
    const reading = read(argument);
    kept.set(key, reading);
    reading.catch(() => kept.delete(key));
    return reading;
  };
}

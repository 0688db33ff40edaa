type Shape = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Shape =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Where an answer has another shape than a recorded one: members that the recorded one does not know, and values of
 * another type. Nothing is said of what is null or empty on either side, or of members that only the recorded one has.
 */
export function shapeDifferences(simulated: unknown, recorded: unknown, at = ""): string[] {
  if (simulated === null || simulated === undefined || recorded === null || recorded === undefined) return [];
  if (Array.isArray(simulated) && Array.isArray(recorded)) {
    const known: Shape = Object.assign({}, ...recorded.filter(isObject));
    return isObject(simulated[0])
      ? recorded.length === 0
        ? []
        : shapeDifferences(simulated[0], known, `${at}[]`)
      : [];
  }
  if (isObject(simulated) && isObject(recorded)) {
    return Object.entries(simulated).flatMap(([key, value]) =>
      key in recorded
        ? shapeDifferences(value, recorded[key], `${at}.${key}`)
        : [`${at}.${key} is not recorded`],
    );
  }
  return typeof simulated === typeof recorded
    ? []
    : [`${at} is ${typeof simulated}, recorded ${typeof recorded}`];
}

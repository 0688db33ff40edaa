/** For a flag that may be given several times. A variadic flag would also swallow the verb after it. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

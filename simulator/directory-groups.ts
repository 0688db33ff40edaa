/** Groups of people and applications; membership counts through groups in groups. */
export class DirectoryGroups {
  readonly #groups: readonly { readonly id: string; readonly members: readonly string[] }[];

  constructor(groups: readonly { readonly id: string; readonly members: readonly string[] }[]) {
    this.#groups = groups.map(({ id, members }) => ({
      id: id.toLowerCase(),
      members: members.map((member) => member.toLowerCase()),
    }));
  }

  /** Object ids, in lower case, of a principal and of every group it is in. */
  withGroups(objectId: string): string[] {
    const found = new Set([objectId.toLowerCase()]);
    // A set may grow while it is walked; what is in it already is not visited again.
    for (const member of found) {
      for (const { id, members } of this.#groups) if (members.includes(member)) found.add(id);
    }
    return [...found];
  }
}

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSundownError } from "../../core/messages/sundown-error.ts";
import { parsePolicy } from "../../core/policy/parse-policy.ts";
import { type Policy, policySchema, strictPolicy } from "../../core/policy/policy.ts";
import { stricterPolicy } from "../../core/policy/stricter-policy.ts";

describe("a policy", () => {
  test.each([undefined, "", "\n", "{}", "# nothing\n"])("%j holds to the strict defaults", (text) => {
    expect(parsePolicy(text, "policy")).toEqual({
      approvals: 2,
      who: { permission: "write" },
      maximumAge: 7,
      environment: "decommission",
      protectedEnvironment: true,
      quietPeriod: 0,
      artifactHosts: [],
      allowLocal: false,
    });
  });

  test("says what differs", () => {
    const text =
      "approvals: 3\nwho:\n  logins: [ben, Cleo]\nartifactHosts: [backup.example, 'localhost:8443']\n";
    expect(parsePolicy(text, "policy")).toMatchObject({
      approvals: 3,
      who: { permission: "write", logins: ["ben", "Cleo"] },
      artifactHosts: ["backup.example", "localhost:8443"],
    });
  });

  test.each([
    ["an unknown member", "aprovals: 1\n"],
    ["no approval at all", "approvals: 0\n"],
    ["a fraction of one", "approvals: 1.5\n"],
    ["a number as text", "approvals: '2'\n"],
    ["yes as text", "allowLocal: yes\n"],
    ["nobody to approve", "who:\n  logins: []\n"],
    ["an unknown role", "who:\n  permission: read\n"],
    ["an address as host", "artifactHosts: ['https://backup.example']\n"],
    ["every host", "artifactHosts: ['*']\n"],
    ["a member twice", "approvals: 2\napprovals: 1\n"],
    ["an alias", "artifactHosts: &a [backup.example]\nwho: {logins: *a}\n"],
    ["a list", "- approvals\n"],
    ["a tag of its own", "approvals: !!js 2\n"],
    ["two documents", "approvals: 3\n---\napprovals: 1\n"],
    ["no YAML", "approvals: [\n"],
    ["too much of it", `# ${"x".repeat(70_000)}\n`],
  ])("with %s is refused", (_name, text) => {
    try {
      parsePolicy(text, ".github/sundown.yml");
      expect.unreachable();
    } catch (error) {
      expect(isSundownError(error) && error.code).toBe("policy_unreadable");
    }
  });

  test.each([
    ["an unknown member", "approvals: 2\naprovals: 1\n", "2:1"],
    ["a wrong value", "who:\n  permission: read\n", "2:15"],
    ["a member twice", "approvals: 2\napprovals: 1\n", "2:1"],
    ["no YAML", "approvals: [1,\n", "2:1"],
  ])("with %s is refused where it stands", (_name, text, at) => {
    const place = `.github/sundown.yml:${at}`;
    expect(() => parsePolicy(text, ".github/sundown.yml")).toThrow(expect.objectContaining({ place }));
  });
});

const names = fc.option(fc.uniqueArray(fc.constantFrom("ada", "ben", "cleo", "dora"), { minLength: 1 }), {
  nil: undefined,
});
const policies: fc.Arbitrary<Policy> = fc
  .record({
    approvals: fc.integer({ min: 1, max: 5 }),
    permission: fc.constantFrom("write", "maintain", "admin"),
    logins: names,
    teams: names,
    maximumAge: fc.integer({ min: 1, max: 90 }),
    quietPeriod: fc.integer({ min: 0, max: 30 }),
    artifactHosts: fc.uniqueArray(fc.constantFrom("a.example", "b.example")),
    allowLocal: fc.boolean(),
    protectedEnvironment: fc.boolean(),
  })
  .map(({ permission, logins, teams, ...rest }) =>
    policySchema.parse({
      ...rest,
      who: {
        permission,
        ...(logins === undefined ? {} : { logins }),
        ...(teams === undefined ? {} : { teams }),
      },
    }),
  );

/** Whether a person with this login and in these teams may approve. */
function admits({ who }: Policy, login: string, team: string): boolean {
  if (who.logins === undefined && who.teams === undefined) return true;
  return (who.logins ?? []).includes(login) || (who.teams ?? []).includes(team);
}

test("the stricter of two policies lets nothing through that either refuses", () => {
  fc.assert(
    fc.property(
      policies,
      policies,
      fc.constantFrom("ada", "ben"),
      fc.constantFrom("cleo", "dora"),
      (one, two, login, team) => {
        const both = stricterPolicy(one, two);
        for (const policy of [one, two]) {
          expect(both.approvals).toBeGreaterThanOrEqual(policy.approvals);
          expect(both.maximumAge).toBeLessThanOrEqual(policy.maximumAge);
          expect(both.quietPeriod).toBeGreaterThanOrEqual(policy.quietPeriod);
          expect(policy.artifactHosts).toEqual(expect.arrayContaining(both.artifactHosts));
          if (!policy.allowLocal) expect(both.allowLocal).toBe(false);
          if (policy.protectedEnvironment) expect(both.protectedEnvironment).toBe(true);
          if (admits(both, login, team)) expect(admits(policy, login, team)).toBe(true);
        }
      },
    ),
  );
});

test("a policy is as strict as itself", () => {
  expect(stricterPolicy(strictPolicy, strictPolicy)).toEqual(strictPolicy);
});

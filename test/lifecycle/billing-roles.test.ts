import { describe, expect, test } from "vitest";
import { readCancelRight } from "../../azure/subscription/read-cancel-right.ts";
import type { Estate } from "../../simulator/estate.ts";
import { cancel } from "../../steps/cancel/cancel.ts";
import { assignmentOf, changes, DOOMED, doomed, lifecycleWorld, wait } from "./world.ts";

const role = (guid: string) => ({ id: `/providers/Microsoft.Authorization/roleDefinitions/${guid}` });
const OWNER = role("8e3af657-a8ff-443c-a75c-2fe8c4bcb635");
const READER = role("acdd72a7-3385-48ef-bd42-f606fba81ae7");
const ME = "5ca1ab1e-0000-4000-8000-00000000abcd";
const TEAM = "5ca1ab1e-0000-4000-8000-00000000aaaa";

const account = "/providers/Microsoft.Billing/billingAccounts/00000000-0000:00000000-0000_2019-05-31";
const profile = `${account}/billingProfiles/AW4F-XXXX`;
const section = `${profile}/invoiceSections/SH3V-XXXX`;
const property = {
  billingAccountAgreementType: "MicrosoftCustomerAgreement",
  billingAccountDisplayName: "Contoso",
  billingAccountId: account,
  billingProfileDisplayName: "Europe",
  billingProfileId: profile,
  invoiceSectionDisplayName: "Shops",
  invoiceSectionId: section,
  subscriptionBillingType: "Paid",
};
const roleOf = (scope: string, name: string) => ({
  id: `${scope}/billingRoleDefinitions/30000000-aaaa-bbbb-cccc-${name.length}`,
  roleName: name,
});
const creator = roleOf(section, "Azure subscription creator");
const profileReader = roleOf(profile, "Billing profile reader");
const invoiceManager = roleOf(profile, "Invoice manager");
const accountOwner = roleOf(account, "Billing account owner");
const assigned = (scope: string, { id }: { readonly id: string }, principalId = ME) => ({
  scope,
  principalId,
  roleDefinitionId: id,
});

async function rightOf(
  billing: Estate["billing"],
  {
    owner = READER,
    quotaId = "EnterpriseAgreement_2014-09-01",
    ...more
  }: Partial<Estate> & { owner?: typeof OWNER; quotaId?: string } = {},
) {
  const roleAssignments = [assignmentOf(owner, doomed, ME)];
  const world = await lifecycleWorld(
    { roleAssignments, quotaId, ...(billing === undefined ? {} : { billing }), ...more },
    { objectId: ME },
  );
  return { world, right: await readCancelRight(world.azure, DOOMED) };
}

describe("billing roles are told, and give no right", () => {
  test.each([
    [
      "Billing account owner",
      [assigned(account, accountOwner)],
      /there this identity is Billing account owner at billing account "Contoso", which gives no right to cancel$/,
    ],
    [
      "Invoice manager",
      [assigned(profile, invoiceManager)],
      /Invoice manager at billing profile "Europe", which cancels only what it created itself, and who created this one cannot be seen; billing roles could not be read at billing account "Contoso"$/,
    ],
    [
      "Azure subscription creator, seen by way of another role",
      [assigned(section, creator), assigned(profile, profileReader)],
      /Azure subscription creator at invoice section "Shops", Billing profile reader at .*cancels only what it created itself/,
    ],
    [
      "somebody else's",
      [assigned(account, accountOwner, TEAM)],
      /billing roles could not be read at invoice section "Shops", billing profile "Europe", billing account "Contoso"$/,
    ],
  ])("U11: %s", async (_, roleAssignments, told) => {
    const roleDefinitions = [creator, profileReader, invoiceManager, accountOwner];
    const { right } = await rightOf({ property, roleAssignments, roleDefinitions });
    expect(right).toMatchObject({ able: false, code: "cancel_not_permitted" });
    expect(right.because).toContain(
      'it is paid for by invoice section "Shops", billing profile "Europe", billing account "Contoso" under Microsoft Customer Agreement; ',
    );
    expect(right.because).toMatch(told);
  });

  test("U11: through a group that has something assigned here", async () => {
    const { right } = await rightOf(
      { property, roleAssignments: [assigned(account, accountOwner, TEAM)], roleDefinitions: [accountOwner] },
      {
        roleAssignments: [assignmentOf(READER, doomed, TEAM)],
        directoryGroups: [{ id: TEAM, members: [ME] }],
      },
    );
    expect(right.because).toContain("this identity is Billing account owner");
  });

  test("U10: an enrollment account of an Enterprise Agreement, given by its number alone", async () => {
    const enrollment = "/providers/Microsoft.Billing/billingAccounts/7898901";
    const owner = roleOf(`${enrollment}/enrollmentAccounts/123456`, "Account owner");
    const { right } = await rightOf({
      property: {
        billingAccountAgreementType: "EnterpriseAgreement",
        billingAccountId: enrollment,
        enrollmentDetails: { enrollmentAccountId: "123456", enrollmentAccountDisplayName: "Ada Lovelace" },
      },
      roleAssignments: [assigned(`${enrollment}/enrollmentAccounts/123456`, owner)],
      roleDefinitions: [owner],
    });
    expect(right.because).toMatch(
      /paid for by enrollment account "123456", billing account "7898901" under Enterprise Agreement; there this identity is Account owner/,
    );
  });

  test("U10: what is not said, or not said to everybody, is a sentence; an Owner cancels all the same", async () => {
    const { right, world } = await rightOf(undefined, { owner: OWNER });
    expect(right).toEqual({
      able: true,
      because:
        "this identity is Owner without a condition; who pays for it could not be read (Azure answered 404 NotFound)",
    });
    await expect(cancel({ folder: world.folder, wait }, world.context)).resolves.toMatchObject({
      outcome: "cancelled",
    });
  });

  test("U10: an account of one person is told by its id, and its administrator by that alone", async () => {
    const { right } = await rightOf({
      property: {
        billingAccountAgreementType: "MicrosoftOnlineServicesProgram",
        billingAccountType: "Individual",
        billingAccountDisplayName: "Ada Lovelace",
        billingAccountId: "/providers/Microsoft.Billing/billingAccounts/7a4b",
        accountAdminNotificationEmailAddress: "ada@example.com",
        isAccountAdmin: true,
      },
    });
    expect(right.able).toBe(false);
    expect(right.because).toContain(
      'billing account "7a4b" under Microsoft Online Services Program; there this identity is the account administrator, which gives no right to cancel',
    );
    expect(right.because).not.toMatch(/ada/i);
  });

  test("ids that lead elsewhere are not called", async () => {
    const { right, world } = await rightOf({
      property: { ...property, invoiceSectionId: `${doomed}/resourceGroups`, billingAccountId: "https://x" },
    });
    expect(right.because).toContain('paid for by billing profile "Europe" under');
    expect(world.simulator.log().map(({ path }) => path)).not.toContain(
      `${doomed}/resourceGroups/billingRoleAssignments`,
    );
  });
});

test("what a partner pays for is the partner's to cancel, whatever the quotaId says", async () => {
  const billing = { property: { ...property, billingAccountAgreementType: "MicrosoftPartnerAgreement" } };
  const { right, world } = await rightOf(billing, { owner: OWNER });
  expect(right).toMatchObject({ able: false, code: "offer_needs_person" });
  await expect(cancel({ folder: world.folder, wait }, world.context)).rejects.toMatchObject({
    code: "offer_needs_person",
    message: expect.stringContaining("under Microsoft Partner Agreement"),
  });
  expect(changes(world.simulator)).toEqual([]);
});

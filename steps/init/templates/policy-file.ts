/** `.github/sundown.yml` with every rule at its default, so that a person sees what can be set. */
export const policyFile = `# yaml-language-server: $schema=../node_modules/azure-sundown/docs/schema/policy.schema.json
#
# How strict the gate is. Wherever a pull request approves, this file is read from the default branch only: a pull
# request cannot loosen its own rules, and the stricter of the policy at the approval and of the one at the cancel
# counts. Without a pull request the file in the working tree is all there is: see allowLocal.

# How many people have to approve. Never fewer than the branch's own rules ask for.
approvals: 2

# Who counts as an approver. The author, whoever pushed last, and bots never do.
who:
  # The least role in this repository: write, maintain or admin.
  permission: write
  # Only these people: \`logins: [octocat]\`
  # And the members of these teams, which takes a token that may read teams: \`teams: [platform]\`

# Days that an approval holds.
maximumAge: 7

# The environment whose reviewers release the cancel.
environment: decommission

# false only where GitHub's plan has no protected environments; one more approval is then needed in their place.
protectedEnvironment: true

# Days between the merge and the cancel, at least.
quietPeriod: 0

# Hosts besides the cloud's own storage that may hold backups: \`- backup.example.com\`
artifactHosts: []

# Whether, on somebody's own machine, names typed at a terminal may replace the pull request. Then the file as it lies
# in the working tree counts, and whoever may edit it there may allow it: that holds off mistakes, not a person who
# means to. Every name is asked for in every run, no flag answers, and the evidence records it. The Action never goes
# without a pull request.
allowLocal: false
`;

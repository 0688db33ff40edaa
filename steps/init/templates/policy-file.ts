/** `.github/sundown.yml` with every rule at its default, so that a person sees what can be set. */
export const policyFile = `# How strict the gate is. Read from the default branch only: a pull request cannot loosen its own rules, and the
# stricter of the policy at the approval and of the one at the cancel counts.

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

# Whether names typed on a terminal may replace the pull request. The evidence records it.
allowLocal: false
`;

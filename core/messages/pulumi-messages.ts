import { defineMessages } from "./definition.ts";

export const pulumiMessages = defineMessages({
  pulumi_config_missing: {
    level: "error",
    meaning: "The stack has no setting that says which decommission folder it is for.",
    remedy: "pulumi config set sundown:plan decommission/NAME",
    exit: 2,
  },
  pulumi_stack_of_another_plan: {
    level: "error",
    meaning:
      "The stack's name does not end in the first 12 digits of the plan's digest, so it belongs to another plan.",
    remedy:
      "Make a new stack for this plan: `pulumi up` of a changed plan on a stack whose resources are no longer protected would delete what was taken out of it.",
    exit: 3,
  },
  pulumi_not_approved: {
    level: "warning",
    meaning:
      "The approval does not hold, so everything is adopted protected and `pulumi destroy` will refuse.",
    remedy: "Set sundown:approved to the digest of the approving review and run `pulumi up` again.",
  },
  pulumi_operations_left: {
    level: "warning",
    meaning: "Some operations of the teardown are not registered with Pulumi.",
    remedy: "Run `sundown destroy` for what is not held.",
  },
  pulumi_token_unknown: {
    level: "error",
    meaning: "The plan adopts a resource as a type that the installed @pulumi/azure-native does not have.",
    remedy: "Install the version of @pulumi/azure-native that the plan was made with, or plan again.",
    exit: 3,
  },
  pulumi_subscription_differs: {
    level: "error",
    meaning: "The stack's azure-native settings name another subscription than the plan.",
    remedy: "pulumi config rm azure-native:subscriptionId",
    exit: 3,
  },
  pulumi_remaining_elsewhere: {
    level: "error",
    meaning: "The inventory of what remains is not of the plan's subscription.",
    remedy: "Take it with `sundown plan --subscription ID --out DIR` and name its inventory.json.",
    exit: 3,
  },
  pulumi_order_circular: {
    level: "error",
    meaning: "The plan's operations wait for each other in a circle.",
    remedy: "Plan again; report it if it stays.",
    exit: 3,
  },
  pulumi_missing: {
    level: "error",
    meaning: "The `pulumi` command is not there, and the teardown was to be done by Pulumi.",
    remedy:
      "Install Pulumi (https://www.pulumi.com/docs/install/) and put it on PATH, or leave --engine pulumi out.",
    exit: 2,
  },
  pulumi_too_old: {
    level: "error",
    meaning: "The `pulumi` command on PATH is older than what the teardown needs.",
    remedy: "Install a newer one: https://www.pulumi.com/docs/install/",
    exit: 2,
  },
  pulumi_project_missing: {
    level: "error",
    meaning: "No Pulumi project for Sundown is at or above the decommission folder.",
    remedy: "Run `sundown init` in the repository's root, then `npm install`.",
    exit: 2,
  },
  pulumi_packages_missing: {
    level: "error",
    meaning: "The Pulumi program's packages are not installed in its project.",
    remedy: "Run `npm install` in the project's folder, then run again; nothing was changed.",
    exit: 2,
  },
  pulumi_plugin_missing: {
    level: "error",
    meaning: "Pulumi's azure-native plugin, in the version of the project's package, is not installed.",
    remedy: "pulumi plugin install resource azure-native vVERSION",
    exit: 2,
  },
  pulumi_backend_missing: {
    level: "error",
    meaning: "Pulumi has no backend: it does not know where to keep the state.",
    remedy: "Set PULUMI_BACKEND_URL, or run `pulumi login ADDRESS` (docs/engines.md); nothing was changed.",
    exit: 2,
  },
  pulumi_passphrase_needed: {
    level: "error",
    meaning: "Pulumi encrypts secrets in the state with a passphrase, and has none or not the right one.",
    remedy:
      "Set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE, or make the stack with another provider (`pulumi stack init --secrets-provider`). Sundown makes, stores and shows no passphrase.",
    exit: 2,
  },
  pulumi_stack_ambiguous: {
    level: "error",
    meaning: "More than one stack's name ends in the first 12 digits of the plan's digest.",
    remedy: "Keep one of them: `pulumi stack rm` takes away one that holds nothing.",
    exit: 2,
  },
  pulumi_stack_locked: {
    level: "error",
    meaning: "Another run of Pulumi holds the stack, or one that was killed has left its lock.",
    remedy: "Wait for the other run. If there is none: `pulumi cancel --stack NAME`, then run again.",
    exit: 3,
  },
  pulumi_failed: {
    level: "error",
    meaning: "Pulumi ended with an error, and not because of a resource that it was to delete.",
    remedy: "See what Pulumi says, then run again: it goes on from where it stopped.",
    exit: 1,
  },
  pulumi_adoption_incomplete: {
    level: "error",
    meaning: "After `pulumi up` not everything that is to go is in the stack and free to go.",
    remedy: "Run `pulumi up` by hand and see what it warns of; `sundown destroy` works without it, too.",
    exit: 3,
  },
  pulumi_delete_failed: {
    level: "warning",
    meaning: "Pulumi could not delete it, or did not come to it.",
    remedy: "See what Pulumi says and run again; without --engine pulumi the embedded engine finishes it.",
  },
  init_file_differs: {
    level: "warning",
    meaning: "A file that `sundown init` writes is already there with other content and was left as it is.",
    remedy: "Compare it with what is shown, or run again with --force to replace it.",
  },
  init_file_linked: {
    level: "error",
    meaning: "A file that `sundown init` writes, or a folder on the way to it, is a symbolic link.",
    remedy: "Replace the link by what it leads to, then run again; nothing was written.",
    exit: 2,
  },
  init_file_unreadable: {
    level: "error",
    meaning: "A file that `sundown init` wants to add to cannot be understood, so nothing was added.",
    remedy: "Repair the file and run again.",
    exit: 2,
  },
});
